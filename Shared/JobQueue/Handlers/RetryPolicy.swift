/// How often and when a failed message is tried again.
///
/// A handler that has been told when to come again throws ``RetryAfter``, which goes before its policy's wait.
public struct RetryPolicy: Sendable {
    /// How many times a message is delivered before it is given up, unless its enqueuer said (``EnqueueOptions/maxAttempts``).
    public var maxAttempts: Int
    private let wait: @Sendable (Int, any Error) -> Duration?

    /// Waits `base` after the first failure, then each time twice as long, at most `limit`. A random part of up to a quarter is
    /// taken off, so that what failed together does not come back together.
    public init(maxAttempts: Int, base: Duration = .seconds(1), limit: Duration = .seconds(3600)) {
        precondition(base > .zero && limit >= base, "a retry policy with positive figures")
        self.init(maxAttempts: maxAttempts) { attempt, _ in
            let full = min(limit, base * (1 << min(max(attempt, 1) - 1, 30)))
            return full * Double.random(in: 0.75...1)
        }
    }

    /// Waits as long as one's own rule says, given which attempt failed, from 1, and with what; nil gives the message up before
    /// its last attempt.
    ///
    /// ```swift
    /// RetryPolicy(maxAttempts: 5) { attempt, error in
    ///     error is AddressRefused ? nil : attempt == 1 ? .seconds(10) : .seconds(600)
    /// }
    /// ```
    public init(maxAttempts: Int, wait: @escaping @Sendable (_ attempt: Int, _ error: any Error) -> Duration?) {
        precondition(maxAttempts >= 1, "a message is delivered once, or more often")
        self.maxAttempts = maxAttempts
        self.wait = wait
    }

    /// 12 deliveries within 26 to 34 minutes: 1 s, 2 s, 4 s … 17 min apart.
    public static let standard = RetryPolicy(maxAttempts: 12)

    /// How long to wait after an attempt failed; nil when it was the last.
    public func delay(after attempt: Int, of error: any Error) -> Duration? {
        guard attempt < maxAttempts else { return nil }
        return (error as? RetryAfter)?.delay ?? wait(attempt, error)
    }
}
