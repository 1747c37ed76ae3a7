public import Foundation

extension LocalDate {
    /// The day that a clock in `zone` shows at a moment.
    public init(_ moment: Date, in zone: TimeZone) {
        self = LocalDateTime(moment, in: zone).date
    }

    /// The moment the day begins in `zone`.
    public func start(in zone: TimeZone) -> Date {
        LocalDateTime(date: self, time: .midnight).moment(in: zone)
    }
}
