import Foundation

/// A `Codable` value in a `jsonb` column: keys in snake_case, dates as ISO 8601 with fractional seconds.
public struct JSON<Value> {
    /// The value.
    public var value: Value

    /// Wraps a value.
    public init(_ value: Value) {
        self.value = value
    }
}

extension JSON: Sendable where Value: Sendable {}
extension JSON: Equatable where Value: Equatable {}

extension JSON: PostgresEncodable where Value: Encodable {
    /// `jsonb`
    public static var postgresType: PostgresType { .jsonb }

    /// Appends the JSON text.
    public func encode(into buffer: inout PostgresBuffer) throws(PostgresError) {
        do {
            try JSONText(bytes: [UInt8](JSONFormat.encoder.encode(value))).encode(into: &buffer)
        } catch let error as PostgresError {
            throw error
        } catch {
            throw PostgresError(.encoding, "a \(Value.self) cannot be encoded as JSON")
        }
    }
}

extension JSON: PostgresDecodable where Value: Decodable {
    /// Reads a `jsonb` or `json`.
    public init(from cell: PostgresCell) throws(PostgresError) {
        let text = try JSONText(from: cell)
        do {
            value = try JSONFormat.decoder.decode(Value.self, from: Data(text.bytes))
        } catch {
            throw PostgresError(
                .decoding, "the JSON of column '\(cell.column)' is not a \(Value.self)\(JSONFormat.place(of: error))")
        }
    }
}

extension JSONText {
    /// The JSON as a type, by the same rules as ``JSON``.
    package func decode<Value: Decodable>(as type: Value.Type) throws -> Value {
        try JSONFormat.decoder.decode(type, from: Data(bytes))
    }
}
