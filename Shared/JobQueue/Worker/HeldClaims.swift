import Synchronization

/// The tokens of the claims that this process knows it has, those it is just asking for included. Whatever else the database
/// has under its number was lost on the way, and is given back.
final class HeldClaims: Sendable {
    private let state = Mutex([Int64: (worker: Int32, since: ContinuousClock.Instant)]())

    var tokens: [Int64] { state.withLock { Array($0.keys) } }

    /// For how long the oldest has been held or asked for; nil when there is none.
    var age: Duration? {
        state.withLock { claims in claims.values.map(\.since).min().map { .now - $0 } }
    }

    /// A fresh token for a claim that is about to be made under a worker's number.
    func take(for worker: Int32) -> Int64 {
        state.withLock { claims in
            var token: Int64
            repeat { token = .random(in: .min ... .max) } while claims[token] != nil
            claims[token] = (worker, .now)
            return token
        }
    }

    func release(_ token: Int64) {
        _ = state.withLock { $0.removeValue(forKey: token) }
    }

    /// Releases all that was claimed under a number that was found dead: others have it.
    func releaseAll(of worker: Int32) {
        state.withLock { claims in claims = claims.filter { $1.worker != worker } }
    }
}
