import Foundation
import HTTPTypes
import Models
import Postgres
import ServiceKit

/// The members of staff and their sessions at the desk.
struct StaffDirectory: Sendable {
    let client: PostgresClient
    let tries: FailedTries
    let sessionLifetime: Duration
    /// What hashing a new password costs; a stored one carries its own cost.
    var passwordCost = PasswordHash.Cost.standard

    /// The cookie of a session.
    static let cookieName = "bangban_desk"

    /// Adds somebody. Without a password, one is drawn; it is in the answer and nowhere else.
    func add(_ user: NewStaff) async throws -> AddedStaff {
        let user = try user.checked()
        let password = user.password ?? SecretToken.random().text
        let hash = try await PasswordHash.make(of: password, cost: passwordCost)
        let id = Identifier<Staff>.next()
        do {
            try await client.execute(
                """
                INSERT INTO intake.staff_user (id, username, display_name, role, password_hash)
                VALUES (\(id), \(user.username), \(user.displayName), \(user.role.rawValue), \(hash.text))
                """)
        } catch let error as PostgresError where error.isUniqueViolation() {
            throw Problem.conflict("username-taken", title: "There is a user of that name")
        }
        return AddedStaff(
            userID: id, username: user.username, role: user.role, password: user.password == nil ? password : nil)
    }

    /// Opens a session. Unknown name, wrong password and a closed account are one error, at one speed.
    func signIn(username: String, password: String) async throws -> StaffSession {
        let username = username.lowercased().trimmingCharacters(in: .whitespaces)
        let subject = "sign-in/\(username.prefix(63))"
        try await tries.require(subject)
        let row = try await client.query(
            """
            SELECT id, username, display_name, role, password_hash FROM intake.staff_user
            WHERE username = \(username) AND active
            """
        ).first
        guard let row, let hash = PasswordHash(try row.decode("password_hash")),
            try await hash.matches(password)
        else {
            if row == nil { try await PasswordHash.pretendToMatch(password, cost: passwordCost) }
            try await tries.note(subject)
            throw Problem(.unauthorized, "sign-in-failed", title: "User name or password is wrong")
        }
        try await tries.forget(subject)
        return try await openSession(Staff(row: row))
    }

    /// The session of a cookie's token.
    func session(_ token: String?) async throws -> StaffSession {
        guard let token = token.flatMap({ SecretToken($0) }),
            let row = try await client.query(
                """
                SELECT u.id, u.username, u.display_name, u.role, s.expires_at, s.expires_at > now() AS is_open
                FROM intake.staff_session s JOIN intake.staff_user u ON u.id = s.user_id AND u.active
                WHERE s.token_hash = \(token.hash.bytes)
                """
            ).first
        else { throw Problem(.unauthorized, "session-missing", title: "Sign in first") }
        guard try row.decode("is_open", as: Bool.self) else {
            throw Problem(.unauthorized, "session-expired", title: "The session has expired; sign in again")
        }
        return StaffSession(
            staff: try Staff(row: row), token: token.text, csrfToken: CSRFToken(session: token).text,
            expiresAt: try row.decode("expires_at"))
    }

    func signOut(_ token: String) async throws {
        guard let token = SecretToken(token) else { return }
        try await client.execute("DELETE FROM intake.staff_session WHERE token_hash = \(token.hash.bytes)")
    }

    // MARK: - Private

    /// Expired sessions are kept a day, to be told apart from unknown ones, and swept here.
    private func openSession(_ staff: Staff) async throws -> StaffSession {
        let token = SecretToken.random()
        let seconds = Double(sessionLifetime.components.seconds)
        try await client.execute("DELETE FROM intake.staff_session WHERE expires_at < now() - interval '1 day'")
        let expires = try await client.query(
            """
            INSERT INTO intake.staff_session (token_hash, user_id, expires_at)
            VALUES (\(token.hash.bytes), \(staff.id), now() + make_interval(secs => \(seconds))) RETURNING expires_at
            """)[0].decode(Date.self)
        return StaffSession(
            staff: staff, token: token.text, csrfToken: CSRFToken(session: token).text, expiresAt: expires)
    }
}

extension Staff {
    /// Reads the columns that `StaffDirectory` selects.
    init(row: Row) throws {
        self.init(
            id: try row.decode("id"), username: try row.decode("username"),
            displayName: try row.decode("display_name"), role: try row.raw("role") ?? .clerk)
    }
}
