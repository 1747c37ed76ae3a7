public import Foundation

/// The JSON form of everything that leaves a process: snake_case keys, RFC 3339 times in UTC with milliseconds.
///
/// The stored form of messages is this; the golden files of the tests pin it.
public enum MessageCoding {
    /// The JSON text of a value, members in the order they are declared.
    ///
    /// - Throws: `EncodingError` for numbers that are not finite.
    public static func encode(_ value: some Encodable) throws -> [UInt8] {
        let writer = JSONWriter()
        try writer.encode(value)
        return try writer.finish()
    }

    /// The value of a JSON text; members that the type does not know are passed over.
    ///
    /// - Throws: `DecodingError` that says where the text differs from the type, and tells no value.
    public static func decode<Value: Decodable>(_ type: Value.Type = Value.self, from json: [UInt8]) throws -> Value {
        try MessageDecoder(tree: JSONTree(json), node: 0).decode(type)
    }

    /// Foundation's encoder with the same form, for what leaves by other ways than the queue: keys sorted, slashes plain.
    public static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .custom { path in
            PlainKey(path.last.map { SnakeCase.encode($0.stringValue) } ?? "")
        }
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(RFC3339.text(date))
        }
        return encoder
    }

    /// Foundation's decoder with the same form, for what strangers sent: any offset and fraction is taken.
    public static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .custom { path in
            PlainKey(path.last.map { SnakeCase.decode($0.stringValue) } ?? "")
        }
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            guard let date = RFC3339.date(try container.decode(String.self)) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "is not an RFC 3339 time")
            }
            return date
        }
        return decoder
    }
}

/// A key that is only its name.
private struct PlainKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
