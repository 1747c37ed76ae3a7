import Foundation
import Logging
import Postgres
import TestKit
import Testing

@Suite("TLS", .serialized, .timeLimit(.minutes(5)))
struct TLSTests {
    @Test("with verify-full and the server's authority the connection is encrypted, and nothing less is taken for it")
    func verifyFull() async throws {
        let cluster = PrivateCluster("tls")
        let plain = try await cluster.start()
        let certificates = try await Certificates(plain)
        defer { certificates.remove() }
        let trusted = certificates.server.path
        let connection = try await PostgresConnection.connect(
            secure(plain, "host=127.0.0.1 sslmode=verify-full sslrootcert='\(trusted)'"))
        let (encrypted, version) = try await connection.query(
            "SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()")[0].decode(Bool.self, String?.self)
        #expect(encrypted && version?.hasPrefix("TLSv1.") == true)

        // Reading and writing through TLS must not keep a statement from being cancelled.
        let client = PostgresClient(
            try secure(plain, "host=127.0.0.1 sslmode=verify-full sslrootcert='\(trusted)'"),
            logger: Logger(label: "test"))
        #expect(try await client.query("SELECT 1").count == 1)
        let sleeping = Task { try await client.query("SELECT pg_sleep(60), 'encrypted sleep'") }
        try await eventually("the statement runs") {
            try await !connection.query(
                "SELECT FROM pg_stat_activity WHERE query LIKE '%encrypted sleep%' AND pid <> pg_backend_pid()"
            ).isEmpty
        }
        sleeping.cancel()
        await #expect(throws: CancellationError.self) { try await sleeping.value }
        await client.close()

        for (keywords, reason) in [
            (
                "host=127.0.0.1 sslmode=verify-full sslrootcert='\(certificates.stranger.path)'",
                "certificate verify failed"
            ),
            (
                "host=127.0.0.1 sslmode=verify-ca sslrootcert='\(certificates.stranger.path)'",
                "certificate verify failed"
            ),
            (
                "host=localhost hostaddr=127.0.0.1 sslmode=verify-full sslrootcert='\(trusted)'",
                "does not match host name"
            ),
            ("host=127.0.0.1 sslmode=verify-full sslrootcert='\(trusted).missing'", "does not exist"),
        ] {
            let error = await #expect(throws: PostgresError.self) {
                try await PostgresConnection.connect(secure(plain, keywords))
            }
            #expect(error?.code == .connectionFailed)
            #expect(error?.message.contains(reason) == true, "\(keywords): \(error?.message ?? "")")
            #expect(error?.message.contains("\n") == false)
        }
        try await cluster.stop()
    }

    @Test("a server without TLS is refused where TLS is required, and the error says so", .database())
    func required() async throws {
        let plain = try TestDatabase.current.configuration()
        let host = try #require(plain.value("host"))
        let error = await #expect(throws: PostgresError.self) {
            try await PostgresConnection.connect(secure(plain, "host=\(host) sslmode=require"))
        }
        #expect(error?.code == .connectionFailed)
        #expect(error?.message.contains("server does not support SSL, but SSL was required") == true)
    }

    /// The same server, reached with the given keywords.
    private func secure(_ plain: PostgresConfiguration, _ keywords: String) throws -> PostgresConfiguration {
        try PostgresConfiguration(
            url: "\(keywords) port=\(plain.value("port") ?? "") user=postgres dbname=\(plain.value("dbname") ?? "")")
    }
}

/// Two self-signed certificates, made at run time by the server's own user in its own directory: the server's, for
/// 127.0.0.1, and one that has nothing to do with it.
private struct Certificates {
    let server: URL
    let stranger: URL
    private let folder: URL

    init(_ configuration: PostgresConfiguration) async throws {
        let connection = try await PostgresConnection.connect(configuration)
        folder = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        server = try await Self.make("server", connection, in: folder)
        stranger = try await Self.make("stranger", connection, in: folder)
        try await connection.execute("ALTER SYSTEM SET ssl = on")
        try await connection.execute("SELECT pg_reload_conf()")
        try await eventually("the server has TLS") {
            try await PostgresConnection.connect(configuration).query("SHOW ssl")[0].decode(String.self) == "on"
        }
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    private static func make(_ name: String, _ connection: PostgresConnection, in folder: URL) async throws -> URL {
        let command = """
            umask 077; openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 \
            -addext subjectAltName=IP:127.0.0.1 -keyout \(name).key -out \(name).crt 2>/dev/null
            """
        try await connection.executeScript("COPY (SELECT 1) TO PROGRAM '\(command)'")
        let certificate = try await connection.query("SELECT pg_read_file(\("\(name).crt"))")[0].decode(String.self)
        let file = folder.appending(path: "\(name).crt")
        try Data(certificate.utf8).write(to: file)
        return file
    }
}
