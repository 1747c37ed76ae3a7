public import Foundation

extension ServiceProcess {
    /// The folder with the built executables: where the test runner itself lies.
    public static var productsFolder: URL {
        if let folder = ProcessInfo.processInfo.environment["BANGBAN_PRODUCTS"] { return URL(filePath: folder) }
        let own = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        return own.deletingLastPathComponent()
    }

    /// A TCP port of 127.0.0.1 that nobody listens on now.
    public static func freePort() throws -> Int {
        for _ in 0..<100 {
            // Below those that the system gives to outgoing connections (ip_local_port_range): one of these would take it
            // before it is listened on.
            let port = Int.random(in: 10_000..<30_000)
            if isFree(port) { return port }
        }
        throw ServiceProcessError("no free port")
    }

    private static func isFree(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        address.sin_port = in_port_t(port).bigEndian
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(descriptor, raw, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    /// Runs an executable to its end; returns its exit status and what it wrote.
    public static func run(
        _ name: String, _ arguments: [String], environment: [String: String] = [:],
        within limit: Duration = .seconds(60)
    ) async throws -> (status: Int32, output: String, errors: String) {
        let process = try ServiceProcess(name, arguments: arguments, environment: environment)
        try process.start()
        let status = try await process.waitForExit(within: limit)
        return (status, process.output, process.logs)
    }
}
