public import Models
public import Postgres

extension LocalDate: PostgresCodable {
    /// `date`
    public static var postgresType: PostgresType { .date }

    /// Days from 1970-01-01 to 2000-01-01, PostgreSQL's first day.
    private static let offset = 10_957

    /// Four bytes; a day beyond PostgreSQL's calendar is an error.
    public func encode(into buffer: inout PostgresBuffer) throws(PostgresError) {
        guard let days = Int32(exactly: daysSinceEpoch - Self.offset) else {
            throw PostgresError(.encoding, "a day is beyond PostgreSQL's calendar")
        }
        PostgresDate(daysSince2000: days).encode(into: &buffer)
    }

    /// Reads a `date`; infinities are an error.
    public init(from cell: PostgresCell) throws(PostgresError) {
        self.init(daysSinceEpoch: Int(try PostgresDate(from: cell).daysSince2000) + Self.offset)
    }
}
