import Foundation

extension Date {
    /// Whole microseconds since 1970, the precision of PostgreSQL's `timestamptz`.
    var microseconds: Int64 { Int64((timeIntervalSince1970 * 1_000_000).rounded()) }

    /// The moment without the part that PostgreSQL would drop.
    var roundedToMicroseconds: Date { Date(timeIntervalSince1970: Double(microseconds) / 1_000_000) }
}
