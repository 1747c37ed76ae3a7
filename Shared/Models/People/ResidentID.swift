/// A resident identity number (公民身份号码, GB 11643): region, birth date, sequence and a check character.
///
/// Length, date and check character are hard rules. The region is not checked: counties change, and 810000 to 830000 are
/// valid without being counties.
public struct ResidentID: Hashable, Sendable {
    /// The 18 characters, with a capital X.
    public let value: String
    /// The birth date; a day without a zone, because zones before 1992 had summer time.
    public let birthDate: LocalDate

    /// Reads a number; spaces around it and a small x are accepted. With `today`, births in the future are refused.
    public init(_ text: String, today: LocalDate? = nil) throws(FieldError) {
        let digits = Array(text.asciiTrimmed.uppercased().utf8)
        guard digits.count == 18 else { throw Self.error("has \(digits.count) characters", "18 characters") }
        guard digits[..<17].allSatisfy({ (0x30...0x39).contains($0) }),
            (0x30...0x39).contains(digits[17]) || digits[17] == 0x58
        else { throw Self.error("contains something other than digits", "17 digits and a digit or X") }
        guard let date = Self.date(digits), date.year >= 1800, today.map({ date <= $0 }) ?? true else {
            throw Self.error("holds a birth date that does not exist", "a date (YYYYMMDD) in characters 7 to 14")
        }
        guard digits[17] == Self.checkCharacter(digits[..<17]) else {
            throw Self.error("has a wrong check digit", "the number as printed on the card")
        }
        value = String(decoding: digits, as: UTF8.self)
        birthDate = date
    }

    /// The six-digit region code the number was issued under.
    public var regionCode: String { String(value.prefix(6)) }

    /// Whether the sequence number is even, as those of women are.
    public var isFemale: Bool { (value.utf8.dropFirst(16).first ?? 0x30) % 2 == 0 }

    /// Full years of life on a day.
    public func age(on day: LocalDate) -> Int {
        let hadBirthday = (day.month, day.day) >= (birthDate.month, birthDate.day)
        return day.year - birthDate.year - (hadBirthday ? 0 : 1)
    }

    // MARK: - Private

    private static let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

    private static func checkCharacter(_ digits: ArraySlice<UInt8>) -> UInt8 {
        let sum = zip(digits, weights).reduce(0) { $0 + Int($1.0 - 0x30) * $1.1 }
        return Array("10X98765432".utf8)[sum % 11]
    }

    private static func date(_ digits: [UInt8]) -> LocalDate? {
        let number = digits[6..<14].reduce(0) { $0 * 10 + Int($1 - 0x30) }
        return LocalDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    }

    private static func error(_ reason: String, _ expected: String) -> FieldError {
        FieldError(field: "resident_id", reason: reason, expected: expected)
    }
}
