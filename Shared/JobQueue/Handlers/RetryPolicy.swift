/// How often and when a failed message is tried again: after `base`, then each time twice as late, at most `limit`.
/// A random part of up to a quarter is taken off, so that what failed together does not come back together.
public struct RetryPolicy: Hashable, Sendable {
    /// How many times a message is delivered before it is given up.
    public var maxAttempts: Int
    /// How long after the first failure.
    public var base: Duration
    /// The longest wait.
    public var limit: Duration

    /// Describes a policy.
    public init(maxAttempts: Int, base: Duration = .seconds(1), limit: Duration = .seconds(3600)) {
        precondition(maxAttempts >= 1 && base > .zero && limit >= base, "a retry policy with positive figures")
        self.maxAttempts = maxAttempts
        self.base = base
        self.limit = limit
    }

    /// 12 deliveries within about half an hour to an hour: 1 s, 2 s, 4 s … 17 min apart.
    public static let standard = RetryPolicy(maxAttempts: 12)

    /// How long to wait after the given attempt failed; nil when it was the last.
    public func delay(
        after attempt: Int, using generator: inout some RandomNumberGenerator
    ) -> Duration? {
        guard attempt < maxAttempts else { return nil }
        let full = min(limit, base * (1 << min(max(attempt, 1) - 1, 30)))
        return full * Double.random(in: 0.75...1, using: &generator)
    }
}
