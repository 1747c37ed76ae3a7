import Logging
import Postgres
import TestTools
import Testing

/// The server is a socket that nobody accepts from: the kernel takes connections for whoever listens, and then nothing is said.
@Suite("A server that never answers", .timeLimit(.minutes(5)))
struct ConnectTimeoutTests {
    @Test("connecting ends with the connect timeout, and the error says so")
    func connection() async throws {
        let server = try LoopbackSocket.listening()
        defer { server.close() }
        let silent = try PostgresConfiguration(url: "postgresql://u@127.0.0.1:\(server.port)/db?connect_timeout=2")
        let error = await #expect(throws: PostgresError.self) { try await PostgresConnection.connect(silent) }
        #expect(error?.code == .connectionFailed)
        #expect(error?.message.contains("timeout expired") == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("127.0.0.1") == true)
    }

    @Test("a pool's caller gets an error when its own time is over, not when the server's is")
    func pool() async throws {
        let server = try LoopbackSocket.listening()
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
