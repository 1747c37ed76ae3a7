import Foundation

/// How values become JSON in the database: snake_case keys, ISO 8601 dates with milliseconds.
enum JSONFormat {
    /// Made once: a coder that nobody changes may be used by many threads.
    static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .custom { SnakeCaseKey(SnakeCase.encoded($0.last?.stringValue ?? "")) }
        encoder.outputFormatting = [.withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, target in
            var container = target.singleValueContainer()
            try container.encode(date.formatted(withFraction))
        }
        return encoder
    }()

    static let decoder: JSONDecoder = {
        let decoder = JSONDecoder()
        // Not Foundation's own strategy, which makes `caseId` of `case_id`.
        decoder.keyDecodingStrategy = .custom { SnakeCaseKey(SnakeCase.decoded($0.last?.stringValue ?? "")) }
        decoder.dateDecodingStrategy = .custom { source in
            let text = try source.singleValueContainer().decode(String.self)
            if let date = (try? withFraction.parse(text)) ?? (try? Date.ISO8601FormatStyle().parse(text)) {
                return date
            }
            throw DecodingError.dataCorrupted(
                .init(codingPath: source.codingPath, debugDescription: "not an ISO 8601 date"))
        }
        return decoder
    }()

    /// Where decoding failed, as " at a.b.0", without the value.
    static func place(of error: any Error) -> String {
        let path: [any CodingKey]? =
            switch error {
            case DecodingError.keyNotFound(let key, let context): context.codingPath + [key]
            case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
                DecodingError.dataCorrupted(let context):
                context.codingPath
            default: nil
            }
        guard let path, !path.isEmpty else { return "" }
        return " at " + path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }

    private static let withFraction = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
}
