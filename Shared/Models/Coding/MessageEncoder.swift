import Foundation

/// Encodes values straight into JSON text. Much faster than `JSONEncoder`, which builds a tree first and converts every name
/// anew: a hotline's week is two hundred thousand events.
struct MessageEncoder: Encoder {
    let writer: JSONWriter

    /// Not kept: errors concern numbers that are not finite, and types that break the rules of `Codable`.
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(
            KeyedEncoding(writer: writer, depth: writer.beginObject(), isVerbatim: DictionaryKeys.are(type)))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        UnkeyedEncoding(writer: writer, depth: writer.beginArray())
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { SingleValueEncoding(writer: writer) }
}

extension JSONWriter {
    /// Writes any value. Only the types that JSON has no form for are told apart; the rest writes itself.
    func encode<T: Encodable>(_ value: T) throws {
        // By identity of the type: a dynamic cast would take longer than the writing.
        if T.self == String.self, let text = value as? String {
            write(text)
        } else if T.self == Int.self || T.self == Int64.self || T.self == Int32.self || T.self == Int16.self
            || T.self == Int8.self || T.self == UInt.self || T.self == UInt64.self || T.self == UInt32.self
            || T.self == UInt16.self || T.self == UInt8.self || T.self == Bool.self
        {
            write(plain: String(describing: value))
        } else if T.self == Double.self, let number = value as? Double {
            write(number: number)
        } else if T.self == Float.self, let number = value as? Float {
            write(number: number)
        } else if T.self == Date.self, let date = value as? Date {
            write(RFC3339.text(date))
        } else if T.self == Decimal.self, let number = value as? Decimal {
            write(plain: number.description)
        } else if T.self == Data.self, let data = value as? Data {
            write(data.base64EncodedString())
        } else if T.self == URL.self, let url = value as? URL {
            write(url.absoluteString)
        } else {
            try write { try value.encode(to: MessageEncoder(writer: self)) }
        }
    }
}
