import ServiceKit
import Synchronization

/// Who is signed in at the console. Kept in the process: its end signs everybody out.
final class ConsoleSessions: Sendable {
    struct Session: Sendable {
        let name: String
        let token: SecretToken
        let expiresAt: ContinuousClock.Instant

        var csrfToken: CSRFToken { CSRFToken(session: token) }
    }

    static let lifetime = Duration.seconds(8 * 3600)
    static let limit = 1000

    private let open = Mutex<[TokenHash: Session]>([:])

    /// Opens a session. Beyond the limit, the one that would expire first is closed.
    func begin(_ name: String, at now: ContinuousClock.Instant = .now) -> Session {
        let session = Session(name: name, token: .random(), expiresAt: now + Self.lifetime)
        open.withLock { open in
            open = open.filter { $0.value.expiresAt > now }
            if open.count >= Self.limit, let oldest = open.min(by: { $0.value.expiresAt < $1.value.expiresAt }) {
                open[oldest.key] = nil
            }
            open[session.token.hash] = session
        }
        return session
    }

    /// The session of a cookie's token; nil when there is none (any more).
    func session(_ token: SecretToken?, at now: ContinuousClock.Instant = .now) -> Session? {
        guard let token else { return nil }
        return open.withLock { $0[token.hash] }.flatMap { $0.expiresAt > now ? $0 : nil }
    }

    func end(_ session: Session) { open.withLock { $0[session.token.hash] = nil } }
}
