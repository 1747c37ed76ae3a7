import Synchronization

/// The tokens of the claims that this process knows it has, those it is just asking for included. Whatever else the database
/// has under its number was lost on the way, and is given back.
final class HeldClaims: Sendable {
    private let state = Mutex(Set<Int64>())

    var tokens: [Int64] { state.withLock { Array($0) } }

    /// A fresh token for a claim that is about to be made.
    func take() -> Int64 {
        state.withLock { tokens in
            var token: Int64
            repeat { token = .random(in: .min ... .max) } while !tokens.insert(token).inserted
            return token
        }
    }

    func release(_ token: Int64) {
        _ = state.withLock { $0.remove(token) }
    }
}
