/// The hours of a working day in which business is done: half-open intervals, in order.
public struct BusinessHours: Hashable, Sendable {
    /// The intervals `[opening, closing)`, ascending, apart from each other.
    public let intervals: [Range<TimeOfDay>]

    /// Hours by their intervals; at least one, ascending, not touching.
    public init(_ intervals: [Range<TimeOfDay>]) throws(FieldError) {
        let ordered = zip(intervals, intervals.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound }
        guard !intervals.isEmpty, ordered, intervals.allSatisfy({ !$0.isEmpty }) else {
            throw FieldError(
                field: "business_hours", reason: "are empty, overlap or are out of order",
                expected: "ascending intervals, such as 08:30-12:00,14:30-17:30")
        }
        self.intervals = intervals
    }

    /// Reads `08:30-12:00,14:30-17:30`.
    public init(_ text: String) throws(FieldError) {
        var intervals: [Range<TimeOfDay>] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { TimeOfDay(String($0)) }
            guard ends.count == 2, let start = ends[0], let end = ends[1], start < end else {
                throw FieldError(
                    field: "business_hours", reason: "are not intervals",
                    expected: "intervals such as 08:30-12:00,14:30-17:30")
            }
            intervals.append(start..<end)
        }
        try self.init(intervals)
    }

    /// 8:30-12:00 and 14:30-17:30, the hours of Inner Mongolia's halls. What they open for beside these (weekend mornings,
    /// lunch service) does not make a deadline run.
    public static let standard = BusinessHours(
        unchecked: [time(8, 30)..<time(12, 0), time(14, 30)..<time(17, 30)])

    /// When the day's first interval begins.
    public var opening: TimeOfDay { intervals[0].lowerBound }
    /// When the day's last interval ends: the due time of limits in days.
    public var closing: TimeOfDay { intervals[intervals.count - 1].upperBound }
    /// Seconds of business in one day.
    public var secondsPerDay: Int { intervals.reduce(0) { $0 + $1.upperBound.seconds - $1.lowerBound.seconds } }

    private init(unchecked intervals: [Range<TimeOfDay>]) { self.intervals = intervals }

    private static func time(_ hour: Int, _ minute: Int) -> TimeOfDay {
        TimeOfDay(secondsSinceMidnight: hour * 3600 + minute * 60)
    }
}

extension BusinessHours: CustomStringConvertible {
    /// `08:30-12:00,14:30-17:30`.
    public var description: String {
        intervals.map { "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: ",")
    }
}
