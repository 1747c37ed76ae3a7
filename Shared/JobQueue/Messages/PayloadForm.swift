import Models
import Postgres

/// How payloads are stored: as the JSON of their message, or sealed.
struct PayloadForm: Sendable {
    let seal: (any PayloadSeal)?

    /// The stored form of a message.
    func stored<M: Message>(_ message: M) throws -> JSONText {
        guard M.self is any SealedMessage.Type else { return try JSONText(encoding: message) }
        guard let seal else { throw PayloadSealMissing(kind: M.kind) }
        let text = String(decoding: try MessageCoding.encode(message), as: UTF8.self)
        return try JSONText(encoding: Sealed(sealed: seal.seal(text, context: Self.context(M.self))))
    }

    /// The message of a stored form. What was enqueued before its kind was sealed is read as it is.
    ///
    /// - Throws: `DecodingError` where the JSON differs from the type; the seal's error; ``PayloadSealMissing``.
    func read<M: Message>(_ kind: M.Type, _ payload: JSONText, version: Int) throws -> M {
        guard M.self is any SealedMessage.Type, let sealed = try? payload.decode(as: Sealed.self).sealed else {
            return try M.read(payload.bytes, version: version)
        }
        guard let seal else { throw PayloadSealMissing(kind: M.kind) }
        return try M.read(Array(seal.open(sealed, context: Self.context(M.self)).utf8), version: version)
    }

    // MARK: - Private

    private struct Sealed: Codable {
        let sealed: SealedText
    }

    /// A payload of one kind cannot be passed off as one of another.
    private static func context<M: Message>(_ kind: M.Type) -> String { "message \(M.kind)" }
}
