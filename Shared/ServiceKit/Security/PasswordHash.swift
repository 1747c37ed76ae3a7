internal import Crypto
internal import CryptoExtras
internal import Foundation

/// A stored password: scrypt (RFC 7914) with its own salt and costs, as `scrypt$LOG2N$R$P$SALT$KEY`.
public struct PasswordHash: Sendable, Equatable, CustomStringConvertible {
    /// The text as stored.
    public let text: String

    private let cost: Cost
    private let salt: [UInt8]
    private let key: [UInt8]

    /// What scrypt spends on one derivation.
    public struct Cost: Sendable, Equatable {
        /// The binary logarithm of N.
        var logRounds: Int
        /// r
        var blockSize: Int
        /// p
        var parallelism: Int

        /// 32 MiB and some 80 ms: OWASP's scrypt minimum for N = 2^15 asks p = 3.
        public static let standard = Cost(logRounds: 15, blockSize: 8, parallelism: 3)
        /// The least that a stored hash may have, a hundredth of `standard`: for passwords that protect nothing, as in tests.
        public static let least = Cost(logRounds: 10, blockSize: 8, parallelism: 1)
    }

    /// Hashes a new password, off Swift's cooperative threads; throws a 503 problem when too many wait.
    public static func make(of password: String, cost: Cost = .standard) async throws -> PasswordHash {
        var generator = SystemRandomNumberGenerator()
        let salt = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let key = try await PasswordWork.shared.derive(password, salt, cost)
        return PasswordHash(cost: cost, salt: salt, key: key)
    }

    /// Reads a stored hash; nil when it is none.
    public init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "scrypt", let rounds = Int(parts[1]), (10...20).contains(rounds),
            let block = Int(parts[2]), (1...16).contains(block), let parallel = Int(parts[3]),
            (1...16).contains(parallel), let salt = Base64URL.decode(parts[4]), !salt.isEmpty,
            let key = Base64URL.decode(parts[5]), key.count == 32
        else { return nil }
        self.init(
            cost: Cost(logRounds: rounds, blockSize: block, parallelism: parallel), salt: salt, key: key)
    }

    private init(cost: Cost, salt: [UInt8], key: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.key = key
        let costs = "\(cost.logRounds)$\(cost.blockSize)$\(cost.parallelism)"
        text = "scrypt$\(costs)$\(Base64URL.encode(salt))$\(Base64URL.encode(key))"
    }

    /// Whether this is the password, compared in constant time; throws a 503 problem when too many wait.
    public func matches(_ password: String) async throws -> Bool {
        ConstantTime.equal(try await PasswordWork.shared.derive(password, salt, cost), key)
    }

    /// Spends the time of a comparison where there is no user, so that time does not tell which names exist.
    public static func pretendToMatch(_ password: String, cost: Cost) async throws {
        _ = try await PasswordWork.shared.derive(password, Array(repeating: 0, count: 16), cost)
    }

    /// Whether the costs are below today's, so that the password should be hashed anew at the next sign-in.
    public var isStale: Bool { cost != .standard }

    /// Never the hash.
    public var description: String { "PasswordHash(…)" }
}
