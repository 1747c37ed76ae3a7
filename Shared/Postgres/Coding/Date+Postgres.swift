public import Foundation

/// An instant. PostgreSQL keeps microseconds from 4713 BC to 294276 AD.
extension Date: PostgresCodable {
    /// 2000-01-01 00:00:00 UTC in seconds after Foundation's reference date (2001-01-01).
    private static var epoch: Double { -366 * 86_400 }

    /// `timestamp with time zone`
    public static var postgresType: PostgresType { .timestamptz }

    /// Microseconds since 2000, rounded to the nearest.
    public func encode(into buffer: inout PostgresBuffer) throws(PostgresError) {
        let microseconds = ((timeIntervalSinceReferenceDate - Self.epoch) * 1_000_000).rounded()
        guard (-211_813_488_000_000_000..<9_223_371_331_200_000_000).contains(microseconds),
            let value = Int64(exactly: microseconds)
        else {
            throw PostgresError(.encoding, "a date is outside of PostgreSQL's range, 4713 BC to 294276 AD")
        }
        buffer.append(value)
    }

    /// Reads a `timestamp with time zone`; `infinity` becomes `distantFuture`, `-infinity` `distantPast`.
    public init(from cell: PostgresCell) throws(PostgresError) {
        switch try cell.integer(Int64.self, .timestamptz) {
        case .max: self = .distantFuture
        case .min: self = .distantPast
        case let microseconds:
            // Whole seconds apart, so that no precision is lost far from the reference date.
            let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
            self.init(timeIntervalSinceReferenceDate: Self.epoch + Double(seconds) + Double(rest) / 1_000_000)
        }
    }
}
