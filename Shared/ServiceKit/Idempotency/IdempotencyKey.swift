internal import HTTPTypes
public import Hummingbird

/// The key by which a caller names one attempt, so that sending it again does nothing twice
/// (draft-ietf-httpapi-idempotency-key-header).
public struct IdempotencyKey: Sendable, Hashable, CustomStringConvertible {
    /// The key: 8 to 255 visible ASCII characters.
    public let text: String

    /// Reads a key, with or without the quotes of a structured string; nil when it is none.
    public init?(_ value: String) {
        var text = Substring(value.filter { $0 != " " })
        if text.hasPrefix("\""), text.hasSuffix("\""), text.utf8.count >= 2 { text = text.dropFirst().dropLast() }
        let isVisible = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }
        guard (8...255).contains(text.utf8.count), isVisible else { return nil }
        self.text = String(text)
    }

    /// The key of a request; a 400 problem when it is missing or malformed.
    public static func required(in request: Request) throws -> IdempotencyKey {
        guard let value = request.headers[.idempotencyKey] else {
            throw Problem(
                .badRequest, "idempotency-key-missing", title: "The Idempotency-Key is missing",
                detail: "Send a fresh UUID for each attempt, and the same one when you send it again.")
        }
        guard let key = IdempotencyKey(value) else {
            throw Problem(
                .badRequest, "idempotency-key-malformed", title: "The Idempotency-Key is malformed",
                detail: "Send 8 to 255 visible ASCII characters, such as a UUID.")
        }
        return key
    }

    /// The key.
    public var description: String { text }
}
