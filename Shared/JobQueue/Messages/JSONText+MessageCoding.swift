import Models
public import Postgres

extension JSONText {
    /// A value in the stored form of messages, as columns of messages have it.
    ///
    /// - Throws: `EncodingError` for numbers that are not finite.
    public init(encoding value: some Encodable) throws {
        self.init(bytes: try MessageCoding.encode(value))
    }

    /// The value of which this is the stored form.
    ///
    /// - Throws: `DecodingError`, without a value of the text.
    public func decode<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
        try MessageCoding.decode(type, from: bytes)
    }
}
