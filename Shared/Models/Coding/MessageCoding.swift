public import Foundation

/// The JSON form of everything that leaves a process: snake_case keys, RFC 3339 times in UTC with milliseconds.
///
/// The stored form of messages is this; the golden files of the tests pin it.
public enum MessageCoding {
    /// A fresh encoder: keys sorted, slashes plain.
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

    /// A fresh decoder: any offset and fraction is taken.
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
