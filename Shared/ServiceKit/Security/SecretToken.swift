internal import Crypto

/// A random secret handed out once: kiosk credentials, sessions, operator tokens. Only its SHA-256 is stored.
public struct SecretToken: Sendable, Equatable, CustomStringConvertible {
    /// The text given to the holder: base64url of 32 random bytes.
    public let text: String

    /// Makes a fresh token of 256 random bits.
    public static func random() -> SecretToken {
        var generator = SystemRandomNumberGenerator()
        return random(using: &generator)
    }

    /// Makes a token with the caller's randomness, for tests.
    public static func random(using generator: inout some RandomNumberGenerator) -> SecretToken {
        SecretToken(text: Base64URL.encode((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }))
    }

    /// Reads a token as it came in; nil when it cannot be one.
    public init?(_ text: String) {
        guard text.utf8.count == 43, Base64URL.decode(text)?.count == 32 else { return nil }
        self.text = text
    }

    private init(text: String) { self.text = text }

    /// What is stored of it.
    public var hash: TokenHash { TokenHash(hashing: text) }

    /// Never the secret.
    public var description: String { "SecretToken(…)" }
}
