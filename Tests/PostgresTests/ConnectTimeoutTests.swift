import Foundation
import Logging
import Postgres
import Testing

@Suite("A server that never answers", .timeLimit(.minutes(5)))
struct ConnectTimeoutTests {
    @Test("connecting ends with the connect timeout, and the error says so")
    func connection() async throws {
        let server = try SilentServer()
        defer { server.close() }
        let silent = try PostgresConfiguration(url: "postgresql://u@127.0.0.1:\(server.port)/db?connect_timeout=2")
        let error = await #expect(throws: PostgresError.self) { try await PostgresConnection.connect(silent) }
        #expect(error?.code == .connectionFailed)
        #expect(error?.message.contains("timeout expired") == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("127.0.0.1") == true)
    }

    @Test("a pool's caller gets an error when its own time is over, not when the server's is")
    func pool() async throws {
        let server = try SilentServer()
        defer { server.close() }
        var configuration = try PostgresConfiguration(url: "postgresql://u@127.0.0.1:\(server.port)/db")
        // Longer than the test may take: only the caller's limit can end this in time.
        configuration.connectTimeout = .seconds(600)
        configuration.acquireTimeout = .milliseconds(500)
        let client = PostgresClient(configuration, logger: Logger(label: "test"))
        let error = await #expect(throws: PostgresError.self) { try await client.query("SELECT 1") }
        #expect(error?.code == .acquireTimeout)
    }
}

/// A socket that takes connections, as the kernel does for whoever listens, and says nothing.
private struct SilentServer {
    let port: Int
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { [descriptor] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, size) | listen(descriptor, 16) | getsockname(descriptor, address, &size)
            }
        }
        guard descriptor >= 0, status == 0 else { throw POSIXError(.EIO) }
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    func close() { Glibc.close(descriptor) }
}
