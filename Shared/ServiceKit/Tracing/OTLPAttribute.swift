internal import Tracing

extension OTLPDocument {
    /// A key and its value.
    struct Attribute: Encodable {
        let key: String
        let value: Value
    }

    /// What an attribute may be (`AnyValue`).
    enum Value: Encodable {
        case text(String)
        case truth(Bool)
        case whole(Int64)
        case number(Double)
        case list([Value])

        private enum Keys: String, CodingKey {
            case stringValue, boolValue, intValue, doubleValue, arrayValue
        }

        private struct List: Encodable {
            let values: [Value]
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            switch self {
            case .text(let text): try container.encode(text, forKey: .stringValue)
            case .truth(let truth): try container.encode(truth, forKey: .boolValue)
            case .whole(let number): try container.encode(String(number), forKey: .intValue)
            case .number(let number) where number.isFinite: try container.encode(number, forKey: .doubleValue)
            case .number(let number): try container.encode(Self.name(of: number), forKey: .doubleValue)
            case .list(let values): try container.encode(List(values: values), forKey: .arrayValue)
            }
        }

        /// JSON has no number for these; protobuf's mapping gives them names.
        private static func name(of number: Double) -> String {
            number.isNaN ? "NaN" : number > 0 ? "Infinity" : "-Infinity"
        }

        init(_ attribute: SpanAttribute) {
            switch attribute {
            case .int32(let number): self = .whole(Int64(number))
            case .int64(let number): self = .whole(number)
            case .int32Array(let numbers): self = .list(numbers.map { .whole(Int64($0)) })
            case .int64Array(let numbers): self = .list(numbers.map { .whole($0) })
            case .double(let number): self = .number(number)
            case .doubleArray(let numbers): self = .list(numbers.map { .number($0) })
            case .bool(let truth): self = .truth(truth)
            case .boolArray(let truths): self = .list(truths.map { .truth($0) })
            case .string(let text): self = .text(text)
            case .stringArray(let texts): self = .list(texts.map { .text($0) })
            case .stringConvertible(let value): self = .text(value.description)
            case .stringConvertibleArray(let values): self = .list(values.map { .text($0.description) })
            default: self = .text("")
            }
        }
    }
}

extension SpanAttributes {
    /// Sorted by key.
    var list: [OTLPDocument.Attribute] {
        var list: [OTLPDocument.Attribute] = []
        forEach { key, attribute in list.append(.init(key: key, value: .init(attribute))) }
        return list.sorted { $0.key < $1.key }
    }
}
