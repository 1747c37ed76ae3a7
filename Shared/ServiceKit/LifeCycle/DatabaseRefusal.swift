internal import ArgumentParser
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
        return words.contains { error.message.contains($0) }
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
