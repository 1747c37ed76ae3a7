import Foundation

/// A JSON answer that is shown rather than worked with.
enum JSONValue: Decodable, Hashable, Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    /// Reads an answer's body.
    init(_ body: [UInt8]) throws {
        do {
            self = try JSONDecoder().decode(JSONValue.self, from: Data(body))
        } catch {
            throw OperatorError(.failed, "the service's answer is not JSON")
        }
    }

    /// A member of an object; null when there is none.
    subscript(key: String) -> JSONValue {
        if case .object(let members) = self { members[key] ?? .null } else { .null }
    }

    /// The elements of an array, or of the array that an object lists as `items`.
    var items: [JSONValue] {
        switch self {
        case .array(let elements): elements
        case .object(let members): if case .array(let elements) = members["items"] { elements } else { [] }
        default: []
        }
    }

    /// For a cell of a table; empty for null, numbers without a needless fraction.
    var text: String {
        switch self {
        case .null: ""
        case .bool(let value): value ? "yes" : "no"
        case .number(let value): value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
        case .string(let value): value
        case .array(let elements): elements.map(\.text).joined(separator: ", ")
        case .object(let members):
            members.keys.sorted().map { "\($0) \(members[$0]?.text ?? "")" }.joined(separator: ", ")
        }
    }

    /// The whole number, where it is one.
    var integer: Int? {
        if case .number(let value) = self, value == value.rounded(), abs(value) < 1e15 { Int(value) } else { nil }
    }
}
