import Postgres
import Testing

@testable import ServiceKit

@Suite("A database that refuses")
struct DatabaseRefusalTests {
    private static let away = #"connection to server at "db1" (10.0.0.1), port 5432 failed: Connection refused"#
    private static let gone = #"could not translate host name "db1" to address: Name or service not known"#
    private static let standby = #"connection to server at "db2" (10.0.0.2), port 5432 failed: session is read-only"#
    private static let password = """
        connection to server at "db2" (10.0.0.2), port 5432 failed: FATAL:  password authentication failed for user "x"
        """
    private static let sixth = #"connection to server at "db2" (fd00::2), port 5432 failed: Connection refused"#

    @Test(
        "is given up on when waiting cannot help, whichever of its addresses said so",
        arguments: [gone, password, "\(sixth); \(password)", "\(password); \(password)", "\(gone); \(password)"])
    func final(_ message: String) {
        #expect(DatabaseRefusal.isFinal(PostgresError(.connectionFailed, message)))
    }

    @Test(
        "is waited for while one of several hosts may come, be promoted, or get its name back",
        arguments: [
            away, standby, "\(gone); \(standby)", "\(away); Is the server running on that host?; \(password)",
            "\(away); \(standby)",
        ])
    func waits(_ message: String) {
        #expect(!DatabaseRefusal.isFinal(PostgresError(.connectionFailed, message)))
    }
}
