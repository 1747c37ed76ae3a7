/// Percentages with two decimals, rounded half away from zero in whole numbers: no floating-point surprise, and never
/// adjusted so that a column adds up to 100.
enum Percent {
    /// `part` of `whole` in percent; nil when there is nothing to divide by.
    static func share(_ part: Int, of whole: Int) -> Double? {
        guard whole > 0 else { return nil }
        return Double(divide(part * 10_000, by: whole)) / 100
    }

    /// How much `now` is above `before` in percent; nil when there is nothing to compare with.
    static func change(from before: Int, to now: Int) -> Double? { share(now - before, of: before) }

    /// Division rounded half away from zero; `divisor` is positive.
    static func divide(_ dividend: Int, by divisor: Int) -> Int {
        (dividend * 2 + (dividend < 0 ? -divisor : divisor)) / (divisor * 2)
    }
}
