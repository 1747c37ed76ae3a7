/// How long something may take (时限). The unit is part of the limit and never assumed.
public enum TimeLimit: Hashable, Sendable {
    /// Working days (工作日), counted from the day after acceptance; due at closing time. 0 is the same day (即办件).
    case workingDays(Int)
    /// Calendar days (自然日), counted from the day after; due at closing time. With `rollForward`, a last day that is off
    /// moves to the next working day (民法典 203).
    case naturalDays(Int, rollForward: Bool = false)
    /// Minutes of business hours.
    case businessMinutes(Int)
    /// Minutes on the clock, day and night, such as the grid's two-hour check.
    case elapsedMinutes(Int)

    /// The most days a limit may have.
    public static let maximumDays = 1000
    /// The most minutes a limit may have.
    public static let maximumMinutes = 525_600

    /// Reads `5wd` (working days), `3d` (calendar days), `3dr` (calendar days, rolled forward off rest days), `60m` and
    /// `2h` (business minutes and hours), `120em` (elapsed minutes).
    public init(_ text: String) throws(FieldError) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, digits.count <= 6, let count = Int(digits),
            let limit = Self.limit(count, unit: text.dropFirst(digits.count))
        else {
            throw FieldError(
                field: "limit", reason: "is not a time limit",
                expected: "a number with a unit: 5wd, 3d, 3dr, 60m, 2h or 120em")
        }
        guard limit.isInBounds else {
            throw FieldError(
                field: "limit", reason: "is too long",
                expected: "at most \(Self.maximumDays) days or \(Self.maximumMinutes) minutes")
        }
        self = limit
    }

    /// The working days, where that is the unit.
    public var workingDayCount: Int? {
        if case .workingDays(let count) = self { count } else { nil }
    }

    private static func limit(_ count: Int, unit: Substring) -> TimeLimit? {
        switch unit {
        case "wd": .workingDays(count)
        case "d": .naturalDays(count)
        case "dr": .naturalDays(count, rollForward: true)
        case "m": .businessMinutes(count)
        case "h": .businessMinutes(count * 60)
        case "em": .elapsedMinutes(count)
        default: nil
        }
    }

    private var isInBounds: Bool {
        switch self {
        case .workingDays(let count), .naturalDays(let count, _): count <= Self.maximumDays
        case .businessMinutes(let count), .elapsedMinutes(let count): count <= Self.maximumMinutes
        }
    }
}

extension TimeLimit: TextCodable {
    /// The form that `init` reads, in minutes for hours.
    public var description: String {
        switch self {
        case .workingDays(let count): "\(count)wd"
        case .naturalDays(let count, let rollForward): "\(count)d\(rollForward ? "r" : "")"
        case .businessMinutes(let count): "\(count)m"
        case .elapsedMinutes(let count): "\(count)em"
        }
    }

    /// For people: 5个工作日, 5 working days.
    public func text(in language: Language) -> String {
        switch (self, language) {
        case (.workingDays(0), .chinese): "即时办结"
        case (.workingDays(0), .english): "the same day"
        case (.workingDays(let count), .chinese): "\(count)个工作日"
        case (.workingDays(let count), .english): count == 1 ? "1 working day" : "\(count) working days"
        case (.naturalDays(let count, _), .chinese): "\(count)个自然日"
        case (.naturalDays(let count, _), .english): count == 1 ? "1 calendar day" : "\(count) calendar days"
        case (.businessMinutes(let count), .chinese): "\(count)分钟（工作时间）"
        case (.businessMinutes(let count), .english): "\(count) business minutes"
        case (.elapsedMinutes(let count), .chinese): "\(count)分钟（连续计时）"
        case (.elapsedMinutes(let count), .english): "\(count) minutes round the clock"
        }
    }
}
