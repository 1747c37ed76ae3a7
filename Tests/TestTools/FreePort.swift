import Foundation

/// Ports of 127.0.0.1 for processes that are about to be started.
public enum FreePort {
    /// One that nobody listens on now.
    public static func find() throws -> Int {
        for _ in 0..<100 {
            // Below those that the system gives to outgoing connections (ip_local_port_range): one of these would take it
            // before it is listened on.
            let port = Int.random(in: 10_000..<30_000)
            if isFree(port) { return port }
        }
        throw Subprocess.Failure("no free port")
    }

    // MARK: - Private

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
}
