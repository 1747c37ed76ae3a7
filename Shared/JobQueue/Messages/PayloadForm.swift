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
    /// - Throws: `DecodingError` where the JSON differs from the type; ``PayloadKeyMissing``; the seal's error for what was
    ///   changed.
    func read<M: Message>(_ kind: M.Type, _ payload: JSONText, version: Int) throws -> M {
        guard M.self is any SealedMessage.Type, let sealed = try? payload.decode(as: Sealed.self).sealed else {
            return try M.read(payload.bytes, version: version)
        }
        return try M.read(Array(open(sealed, as: M.self).utf8), version: version)
    }

    // MARK: - Private

    private func open<M: Message>(_ sealed: SealedText, as kind: M.Type) throws -> String {
        guard let seal else { throw PayloadKeyMissing(kind: M.kind, key: nil) }
        do {
            return try seal.open(sealed, context: Self.context(kind))
        } catch {
            guard let key = seal.missingKey(of: sealed) else { throw error }
            throw PayloadKeyMissing(kind: M.kind, key: key)
        }
    }

    private struct Sealed: Codable {
        let sealed: SealedText
    }

    /// A payload of one kind cannot be passed off as one of another.
    private static func context<M: Message>(_ kind: M.Type) -> String { "message \(M.kind)" }
}
