/// One line of how a deadline came about: data, put into words by `Deadline.explanation(in:)`.
public enum DeadlineStep: Hashable, Sendable {
    /// The clock starts.
    case started(LocalDateTime)
    /// The clock starts outside business hours: nothing runs until the next opening.
    case startedOutsideHours(LocalDateTime)
    /// A day that counts, and the how-manyth it is.
    case counted(LocalDate, DayKind?, number: Int)
    /// A day that does not count.
    case skipped(LocalDate, DayKind)
    /// A day that does not count because the clock stood still.
    case paused(LocalDate)
    /// Business time used on a day: the interval and its seconds.
    case worked(LocalDate, DayKind, Range<TimeOfDay>)
    /// Seconds that pass on the clock, whatever the day.
    case elapsed(LocalDate, seconds: Int)
    /// Seconds for which the clock stood still.
    case stoodStill(LocalDate, seconds: Int)
    /// The last day is off, and the rule moves it on.
    case rolledForward(LocalDate, DayKind)
    /// Acceptance came at or after closing time: a same-day limit moves to the next day.
    case afterClosing(LocalDate)
    /// It is due.
    case due(LocalDateTime)
}
