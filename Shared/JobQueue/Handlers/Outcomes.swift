/// Thrown by a handler for whose message trying again is useless: it goes to the dead store with all its errors.
public struct PermanentFailure: Error, Sendable, CustomStringConvertible {
    /// Why, for an operator. Without personal data.
    public let reason: String

    /// Gives up.
    public init(_ reason: String) { self.reason = reason }

    /// The reason.
    public var description: String { reason }
}

/// Thrown by a handler that failed and knows when to try again, such as from an HTTP answer's `Retry-After`. The attempt is
/// counted, and the last one is the message's end, as with any other error.
public struct RetryAfter: Error, Sendable, CustomStringConvertible {
    /// How much later.
    public let delay: Duration
    /// What went wrong, for an operator. Without personal data.
    public let reason: String

    /// Tries again after that long.
    public init(_ delay: Duration, _ reason: String) {
        self.delay = delay
        self.reason = reason
    }

    /// The reason.
    public var description: String { reason }
}

/// Thrown by a handler whose message is to come again later, without a failed attempt being counted.
public struct Snooze: Error, Sendable {
    /// How much later.
    public let delay: Duration

    /// Puts the message off.
    public init(_ delay: Duration) { self.delay = delay }
}

/// Thrown by a handler for whose message there is nothing left to do: it is discarded with a note.
public struct CancelMessage: Error, Sendable, CustomStringConvertible {
    /// Why, for an operator. Without personal data.
    public let reason: String

    /// Discards the message.
    public init(_ reason: String) { self.reason = reason }

    /// The reason.
    public var description: String { reason }
}
