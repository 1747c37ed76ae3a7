public import Foundation
import TestTools

extension ServiceProcess {
    /// The folder with the built executables: where the test runner itself lies.
    public static var productsFolder: URL {
        if let folder = ProcessInfo.processInfo.environment["BANGBAN_PRODUCTS"] { return URL(filePath: folder) }
        return Subprocess.programsFolder
    }

    /// A TCP port of 127.0.0.1 that nobody listens on now.
    public static func freePort() throws -> Int { try FreePort.find() }

    /// Runs an executable to its end; returns its exit status and what it wrote.
    public static func run(
        _ name: String, _ arguments: [String], environment: [String: String] = [:],
        within limit: Duration = .seconds(120)
    ) async throws -> (status: Int32, output: String, errors: String) {
        let process = try ServiceProcess(name, arguments: arguments, environment: environment)
        try process.start()
        let status = try await process.waitForExit(within: limit)
        return (status, process.output, process.logs)
    }
}
