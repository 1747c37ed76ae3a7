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
