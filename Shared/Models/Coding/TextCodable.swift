/// A value that travels as its description, a text that it also reads, with a clear error where it cannot.
public protocol TextCodable: Codable, CustomStringConvertible {
    /// Reads the text form.
    init(_ text: String) throws(FieldError)
}

extension TextCodable {
    /// Reads the text form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do {
            try self.init(text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
        }
    }

    /// Writes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
