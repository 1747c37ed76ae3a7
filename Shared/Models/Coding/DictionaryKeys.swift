/// Tells the keys of dictionaries, which are data and stay as they are, from the names of properties.
enum DictionaryKeys {
    /// Whether these are the keys with which `Dictionary` encodes itself.
    static func are<Key: CodingKey>(_ type: Key.Type) -> Bool { ObjectIdentifier(type) == identity }

    /// The standard library keeps the type to itself, so a dictionary is asked for it.
    private static let identity: ObjectIdentifier? = {
        let probe = Probe()
        try? [String: Bool]().encode(to: probe)
        return probe.found.identity
    }()

    private struct Probe: Encoder {
        final class Found { var identity: ObjectIdentifier? }

        let found = Found()
        var codingPath: [any CodingKey] { [] }
        var userInfo: [CodingUserInfoKey: Any] { [:] }

        func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
            found.identity = ObjectIdentifier(type)
            return KeyedEncodingContainer(
                KeyedEncoding(writer: JSONWriter(), depth: 0, isVerbatim: true))
        }

        func unkeyedContainer() -> any UnkeyedEncodingContainer {
            MessageEncoder(writer: JSONWriter()).unkeyedContainer()
        }
        func singleValueContainer() -> any SingleValueEncodingContainer {
            MessageEncoder(writer: JSONWriter()).singleValueContainer()
        }
    }
}
