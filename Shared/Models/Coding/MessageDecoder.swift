import Foundation

/// Decodes values from JSON text that was cut into nodes. The counterpart of ``MessageEncoder``.
struct MessageDecoder: Decoder {
    /// Shared by all containers of one text.
    let tree: JSONTree
    /// The value that is read.
    let node: Int

    var codingPath: [any CodingKey] { tree.path(to: node) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard tree.nodes[node].kind == .object else { throw mismatch(type, "an object") }
        return KeyedDecodingContainer(KeyedDecoding<Key>(decoder: self, isVerbatim: DictionaryKeys.are(type)))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard tree.nodes[node].kind == .array else { throw mismatch([Any].self, "an array") }
        return UnkeyedDecoding(decoder: self)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { SingleValueDecoding(decoder: self) }

    /// The decoder of another value of the text.
    func at(_ node: Int) -> MessageDecoder { MessageDecoder(tree: tree, node: node) }

    /// An error that tells where, and what would be right, but no value.
    func mismatch(_ type: Any.Type, _ expected: String) -> DecodingError {
        .typeMismatch(type, .init(codingPath: codingPath, debugDescription: "expected \(expected)"))
    }
}
