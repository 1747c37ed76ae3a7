import JobQueue

/// When a notice that was not taken is tried again, and when it is given up.
struct DeliveryPolicy: Sendable {
    /// 30 s after the first failure, then twice as late each time up to 30 min, at most 48 times.
    var retries = RetryPolicy(maxAttempts: 48, base: .seconds(30), limit: .seconds(1800))
    /// How long after it was written down a notice is still tried.
    var lifetime: Duration = .seconds(72 * 3600)
}
