import Foundation

extension DecodingError {
    /// Where the JSON differs from the type and what would be right, in one line and without a value:
    /// `summary.case_id: expected a string`.
    public var brief: String {
        let (context, key): (Context, (any CodingKey)?) =
            switch self {
            case .keyNotFound(let key, let context): (context, key)
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                (context, nil)
            @unknown default: (Context(codingPath: [], debugDescription: "is malformed"), nil)
            }
        let path = (context.codingPath + (key.map { [$0] } ?? [])).map { step in
            step.intValue.map(String.init) ?? SnakeCase.encode(step.stringValue)
        }
        return path.isEmpty
            ? context.debugDescription : path.joined(separator: ".") + ": " + context.debugDescription
    }
}
