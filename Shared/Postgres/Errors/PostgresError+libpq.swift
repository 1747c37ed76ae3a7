import CLibPQ

// libpq's header gives the field codes as macros of character constants, which Swift does not import.
private enum Field {
    static let sqlState = Int32(UInt8(ascii: "C"))
    static let message = Int32(UInt8(ascii: "M"))
    static let detail = Int32(UInt8(ascii: "D"))
    static let table = Int32(UInt8(ascii: "t"))
    static let constraint = Int32(UInt8(ascii: "n"))
}

extension PostgresError {
    /// The error that a result with status `PGRES_FATAL_ERROR` carries.
    init(result: OpaquePointer, query: String?) {
        func field(_ code: Int32) -> String? {
            PQresultErrorField(result, code).map { String(cString: $0) }
        }
        let sqlState = field(Field.sqlState).map(SQLState.init(rawValue:))
        let original = field(Field.message) ?? Self.oneLine(PQresultErrorMessage(result))
        let timedOut = sqlState == .queryCanceled && original.contains("statement timeout")
        let message = sqlState?.category == "22" ? Self.withoutQuotedValues(original) : original
        self.init(
            timedOut ? .statementTimeout : .server, message, sqlState: sqlState,
            detail: field(Field.detail) ?? (message == original ? nil : original), constraint: field(Field.constraint),
            table: field(Field.table), query: query)
    }

    /// The error that a connection reports about itself.
    init(connection: OpaquePointer?, _ code: Code, query: String? = nil) {
        self.init(code, Self.oneLine(PQerrorMessage(connection)), query: query)
    }

    /// Messages of SQLSTATE class 22 (data exception) quote the offending value.
    static func withoutQuotedValues(_ message: String) -> String {
        guard let first = message.firstIndex(of: "\""), let last = message.lastIndex(of: "\""), first < last else {
            return message
        }
        return message[...first] + "…" + message[last...]
    }

    private static func oneLine(_ text: UnsafePointer<CChar>?) -> String {
        guard let text, text.pointee != 0 else { return "the connection failed without a message" }
        let lines = String(cString: text).split(whereSeparator: \.isNewline)
        return lines.map { $0.drop(while: { $0 == "\t" || $0 == " " }) }.joined(separator: "; ")
    }
}
