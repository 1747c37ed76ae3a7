/// A time on a clock without a day, to the second: opening and closing times.
public struct TimeOfDay: Hashable, Comparable, Sendable {
    /// Seconds since midnight, 0 to 86,399.
    public let seconds: Int

    /// 00:00:00.
    public static let midnight = TimeOfDay(unchecked: 0)

    /// A time by its parts; nil when no clock shows it.
    public init?(hour: Int, minute: Int, second: Int = 0) {
        guard (0..<24).contains(hour), (0..<60).contains(minute), (0..<60).contains(second) else { return nil }
        seconds = hour * 3600 + minute * 60 + second
    }

    /// A time by its seconds since midnight, taken into the day when out of range.
    public init(secondsSinceMidnight seconds: Int) {
        self.init(unchecked: min(max(seconds, 0), 86_399))
    }

    private init(unchecked seconds: Int) { self.seconds = seconds }

    /// The hour, 0 to 23.
    public var hour: Int { seconds / 3600 }
    /// The minute, 0 to 59.
    public var minute: Int { seconds / 60 % 60 }
    /// The second, 0 to 59.
    public var second: Int { seconds % 60 }

    /// Orders by time.
    public static func < (left: Self, right: Self) -> Bool { left.seconds < right.seconds }
}

extension TimeOfDay: LosslessStringConvertible {
    /// Reads `08:30`, `8:30` or `08:30:15`; nil when it is no time.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            (1...2).contains(part.utf8.count) && part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(part) : nil
        }
        guard numbers.count == parts.count, (2...3).contains(numbers.count) else { return nil }
        self.init(hour: numbers[0], minute: numbers[1], second: numbers.count == 3 ? numbers[2] : 0)
    }

    /// `08:30`, with seconds only where they are not zero.
    public var description: String {
        let minutes = "\(Self.padded(hour)):\(Self.padded(minute))"
        return second == 0 ? minutes : "\(minutes):\(Self.padded(second))"
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
