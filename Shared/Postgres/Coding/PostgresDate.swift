/// A `date`: a day of the calendar without a time or zone.
public struct PostgresDate: Hashable, Sendable, PostgresCodable {
    /// Days after 2000-01-01.
    public var daysSince2000: Int32

    /// A day by its distance from 2000-01-01.
    public init(daysSince2000: Int32) {
        self.daysSince2000 = daysSince2000
    }

    /// `date`
    public static var postgresType: PostgresType { .date }

    /// Four bytes.
    public func encode(into buffer: inout PostgresBuffer) {
        buffer.append(daysSince2000)
    }

    /// Reads a `date`; infinities are an error.
    public init(from cell: PostgresCell) throws(PostgresError) {
        daysSince2000 = try cell.integer(Int32.self, .date)
        guard daysSince2000 != .max, daysSince2000 != .min else {
            throw PostgresError(.decoding, "column '\(cell.column)' is an infinite date")
        }
    }
}
