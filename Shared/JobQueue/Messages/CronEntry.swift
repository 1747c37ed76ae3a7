public import Models

/// A message that is enqueued on a schedule.
public struct CronEntry<M: Message>: Sendable {
    /// What happens to times for which no worker came within a minute, because none was running.
    public enum Missed: String, Sendable {
        /// They are left out.
        case skip
        /// The latest of them is fired, once.
        case once
    }

    /// The schedule's name, unique in the installation.
    public var name: String
    /// Five fields: minute, hour, day of month, month, day of week; `*`, ranges, lists, steps, English three-letter names.
    /// Where both day of month and day of week are restricted, either will do.
    ///
    /// Where the zone's clocks change, it depends on the hour:
    /// - One that begins with `*`, as in `*/5 * * * *` or `0 */2 * * *`, goes by the clock as it runs: through both occurrences
    ///   of an hour that is repeated, and past one that is left out.
    /// - Any other, as in `30 2 * * *` or `*/5 1-4 * * *`, names times of the day, each of which comes once: one that occurs
    ///   twice the second time, one that is left out as much later as clocks were put forward.
    public var expression: String
    /// The IANA name of the time zone in which the fields are read.
    public var timeZone: String
    /// What happens to missed times.
    public var missed: Missed
    /// The lane.
    public var priority: Priority
    /// What is enqueued; its handler finds the time in `MessageContext.scheduledFor`.
    public var message: M

    /// Describes a schedule.
    public init(
        _ name: String, _ expression: String, timeZone: String = "Asia/Shanghai", missed: Missed = .once,
        priority: Priority = .normal, message: M
    ) {
        self.name = name
        self.expression = expression
        self.timeZone = timeZone
        self.missed = missed
        self.priority = priority
        self.message = message
    }
}
