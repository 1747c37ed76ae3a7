/// The number people quote for a case (办件编号): the day it came in, a sequence number and a check digit.
///
/// `20260918-0001234-7`. The check digit (H. M. Damm's scheme) finds every single wrong digit and every swap of neighbours. The
/// number is no secret; a `TrackingCode` is.
public struct CaseNumber: Hashable, Sendable {
    /// The day in the hall's zone.
    public let date: LocalDate
    /// The sequence number, from 1; at least seven digits when written.
    public let sequence: Int

    /// A number for a day and sequence; a sequence below 1 counts as 1.
    public init(date: LocalDate, sequence: Int) {
        self.date = date
        self.sequence = max(1, sequence)
    }

    /// Reads a number as people type it: with or without hyphens.
    public init(_ text: String) throws(FieldError) {
        let digits = text.asciiTrimmed.utf8.filter { $0 != 0x2D }
        guard (16...27).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw Self.error("is not a case number")
        }
        let numbers = digits.map { Int($0 - 0x30) }
        guard Self.check(numbers[...]) == 0 else { throw Self.error("has a wrong check digit") }
        let day = numbers[..<8].reduce(0) { $0 * 10 + $1 }
        let sequence = numbers[8..<numbers.count - 1].reduce(0) { $0 * 10 + $1 }
        guard let date = LocalDate(year: day / 10_000, month: day / 100 % 100, day: day % 100), sequence > 0 else {
            throw Self.error("begins with a day that does not exist")
        }
        self.init(date: date, sequence: sequence)
    }

    // MARK: - Private

    private var digits: (day: String, sequence: String) {
        let sequence = String(sequence)
        return (
            date.description.filter { $0 != "-" }, String(repeating: "0", count: max(0, 7 - sequence.count)) + sequence
        )
    }

    private static func check(_ digits: ArraySlice<Int>) -> Int { digits.reduce(0) { damm[$0][$1] } }

    /// The quasigroup of order 10 from H. M. Damm, "Total anti-symmetrische Quasigruppen", 2004.
    private static let damm = [
        [0, 3, 1, 7, 5, 9, 8, 6, 4, 2], [7, 0, 9, 2, 1, 5, 4, 8, 6, 3], [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
        [1, 7, 5, 0, 9, 8, 3, 4, 2, 6], [6, 1, 2, 3, 0, 4, 5, 9, 7, 8], [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
        [5, 8, 6, 9, 7, 2, 0, 1, 3, 4], [8, 9, 4, 5, 3, 6, 2, 0, 1, 7], [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
        [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
    ]

    private static func error(_ reason: String) -> FieldError {
        FieldError(field: "case_number", reason: reason, expected: "a number such as 20260918-0001234-7")
    }
}

extension CaseNumber: CustomStringConvertible {
    /// The form that is printed.
    public var description: String {
        let (day, sequence) = digits
        let check = Self.check((day + sequence).utf8.map { Int($0 - 0x30) }[...])
        return "\(day)-\(sequence)-\(check)"
    }
}
