import CLibPQ

/// Parsing of connection strings by libpq, with errors that cannot show a password.
enum ConnectionString {
    /// Keywords whose values are never shown.
    static let secrets: Set<String> = ["password", "sslpassword", "passfile"]

    static func parse(_ text: String) throws(PostgresError) -> [(keyword: String, value: String)] {
        guard !text.hasNUL else { throw invalid("it contains a NUL character") }
        guard !text.allSatisfy(\.isWhitespace) else { throw invalid("it is empty") }
        var problem: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(text, &problem) else {
            defer { PQfreemem(problem) }
            throw invalid(problem.map { reason(String(cString: $0)) } ?? "out of memory")
        }
        defer { PQconninfoFree(options) }
        let found = settings(options)
        for port in found.filter({ $0.keyword == "port" }).flatMap({ $0.value.split(separator: ",") }) {
            guard let number = Int(port), (1...65535).contains(number) else {
                throw invalid("port '\(port)' is not a number from 1 to 65535")
            }
        }
        return found
    }

    private static func settings(
        _ options: UnsafeMutablePointer<PQconninfoOption>
    ) -> [(keyword: String, value: String)] {
        var found: [(keyword: String, value: String)] = []
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val, value.pointee != 0 {
                found.append((String(cString: keyword), String(cString: value)))
            }
            option += 1
        }
        return found
    }

    /// libpq quotes pieces of the string, and a piece may be the password: keep only what is outside the quotes.
    private static func reason(_ message: String) -> String {
        let line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
        return PostgresError.withoutQuotedValues(line)
    }

    private static func invalid(_ reason: String) -> PostgresError {
        PostgresError(
            .configuration,
            "invalid connection string: \(reason); expected postgresql://user@host:port/database or 'host=… dbname=…'")
    }
}
