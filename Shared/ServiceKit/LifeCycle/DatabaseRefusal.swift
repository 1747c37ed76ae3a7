internal import ArgumentParser
internal import Foundation
internal import Postgres

/// What an error of the database means to whoever starts a service.
enum DatabaseRefusal {
    /// Whether waiting cannot help: the server answered and said no.
    ///
    /// libpq gives no SQLSTATE for a connection that was refused (its manual, section 34.1), only the server's words; those
    /// of an English server are known here, and any other is waited for until the start limit.
    static func isFinal(_ error: PostgresError) -> Bool {
        if error.code == .configuration { return true }
        if let state = error.sqlState { return state.category == "28" || ["3D000", "42501"].contains(state.rawValue) }
        guard error.code == .connectionFailed else { return false }
        return hosts(error.message).allSatisfy { answers in words.contains { answers.contains($0) } }
    }

    /// What each host said, where the URL names several: while one of them is away or a standby, a failover may be under way.
    /// An address and a way to connect that failed are told of before the next is tried.
    private static func hosts(_ message: String) -> [String] {
        let answers = message.components(separatedBy: "; ").filter {
            $0.firstMatch(of: /^connection to|^could not/) != nil
        }
        let byHost = Dictionary(grouping: answers) { answer in
            answer.firstMatch(of: /"(?<host>[^"]*)"(.*?, port (?<port>\d+))?/).map { "\($0.host) \($0.port ?? "")" }
                ?? ""
        }
        return byHost.isEmpty ? [message] : byHost.values.map { $0.joined(separator: "; ") }
    }

    /// One line that names the setting.
    static func line(_ error: PostgresError) -> String {
        switch error.code {
        case .configuration: "DATABASE_URL: \(error.message)"
        case .connectionFailed: "DATABASE_URL: \(error.message)"
        default:
            error.sqlState == .insufficientPrivilege
                ? "DATABASE_URL: \(error.message) (missing grant: run deploy/roles.sql)" : "database: \(error)"
        }
    }

    static func status(_ error: PostgresError) -> ExitCode {
        isFinal(error) ? ExitStatus.configuration : ExitStatus.unavailable
    }

    private static let words = [
        "password authentication failed", "authentication failed", "no password supplied", "no pg_hba.conf entry",
        "does not exist", "is not permitted to log in", "could not translate host name", "invalid port number",
    ]
}
