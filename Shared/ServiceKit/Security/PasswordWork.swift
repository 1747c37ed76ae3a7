internal import Crypto
internal import CryptoExtras
internal import Dispatch
internal import Foundation
internal import Synchronization

/// Runs scrypt on one thread of its own: it takes a tenth of a second and tens of megabytes, which the cooperative pool
/// must not wait for, and a flood of sign-ins must not multiply.
final class PasswordWork: Sendable {
    static let shared = PasswordWork()
    /// The most derivations that may wait.
    static let waitingLimit = 64

    private let queue = DispatchQueue(label: "bangban.password")
    private let waiting = Mutex(0)

    func derive(_ password: String, _ salt: [UInt8], _ cost: PasswordHash.Cost) async throws -> [UInt8] {
        let isAdmitted = waiting.withLock { count in
            guard count < Self.waitingLimit else { return false }
            count += 1
            return true
        }
        guard isAdmitted else { throw Problem.busy("too many sign-ins at once", retryAfter: .seconds(2)) }
        defer { waiting.withLock { $0 -= 1 } }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try Self.key(password, salt, cost) }) }
        }
    }

    private static func key(_ password: String, _ salt: [UInt8], _ cost: PasswordHash.Cost) throws -> [UInt8] {
        let key = try KDF.Scrypt.deriveKey(
            from: Array(password.precomposedStringWithCompatibilityMapping.utf8), salt: salt, outputByteCount: 32,
            rounds: 1 << cost.logRounds, blockSize: cost.blockSize, parallelism: cost.parallelism)
        return key.withUnsafeBytes { Array($0) }
    }
}
