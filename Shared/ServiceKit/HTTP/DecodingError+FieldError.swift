internal import Models

extension DecodingError {
    /// The refused field with its path, such as `contact.phones[2]`, without its value.
    var fieldError: FieldError {
        switch self {
        case .keyNotFound(let key, let context):
            FieldError(field: Self.path(context.codingPath + [key]), reason: "is missing", expected: "a value")
        case .valueNotFound(let type, let context):
            FieldError(field: Self.path(context.codingPath), reason: "is null", expected: Self.name(of: type))
        case .typeMismatch(let type, let context):
            FieldError(field: Self.path(context.codingPath), reason: "has another type", expected: Self.name(of: type))
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            FieldError(field: "body", reason: "is not valid JSON", expected: "one JSON value in UTF-8")
        case .dataCorrupted(let context):
            FieldError(field: Self.path(context.codingPath), reason: "has a value that is not allowed", expected: "")
        @unknown default:
            FieldError(field: "body", reason: "cannot be read", expected: "")
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        var path = ""
        for key in keys {
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += (path.isEmpty ? "" : ".") + SnakeCase.encode(key.stringValue)
            }
        }
        return path.isEmpty ? "body" : path
    }

    private static func name(of type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is any BinaryInteger.Type: "a whole number"
        case is any BinaryFloatingPoint.Type: "a number"
        case is any Collection.Type: "an array or object"
        default: "another type of JSON value"
        }
    }
}
