internal import Synchronization

/// A token bucket for each client, in a bounded table.
///
/// A bucket holds up to `burst` tokens and gains `rate` of them a second; a request takes one.
public final class RateLimiter: Sendable {
    private struct Bucket {
        var tokens: Double
        var filledAt: ContinuousClock.Instant
    }
    private let rate: Double
    private let burst: Double
    private let capacity: Int
    private let buckets = Mutex<[String: Bucket]>([:])

    /// Allows each client `rate` requests a second and `burst` at once, and keeps at most `capacity` clients apart.
    public init(rate: Double, burst: Int, capacity: Int = 10_000) {
        precondition(rate > 0 && burst > 0 && capacity > 0, "a rate limit without room would refuse everything")
        self.rate = rate
        self.burst = Double(burst)
        self.capacity = capacity
    }

    /// Takes a token of a client; returns how long it must wait when there is none.
    public func take(_ client: String, at now: ContinuousClock.Instant = .now) -> Duration? {
        buckets.withLock { buckets in
            if buckets[client] == nil, buckets.count >= capacity { evict(&buckets, at: now) }
            var bucket = buckets[client] ?? Bucket(tokens: burst, filledAt: now)
            bucket.tokens = tokens(in: bucket, at: now)
            bucket.filledAt = now
            defer { buckets[client] = bucket }
            guard bucket.tokens >= 1 else { return .seconds((1 - bucket.tokens) / rate) }
            bucket.tokens -= 1
            return nil
        }
    }

    /// Takes a token or throws the 429 problem.
    public func require(_ client: String) throws {
        if let wait = take(client) { throw Problem.rateLimited(retryAfter: wait) }
    }

    /// Gives a client all its tokens back.
    public func forget(_ client: String) { buckets.withLock { $0[client] = nil } }

    /// How many clients are kept apart just now.
    public var count: Int { buckets.withLock { $0.count } }

    private func tokens(in bucket: Bucket, at now: ContinuousClock.Instant) -> Double {
        min(burst, bucket.tokens + max(0, (now - bucket.filledAt) / .seconds(1)) * rate)
    }

    /// Forgets full buckets, which say nothing, and where that is not enough the tenth that was used longest ago.
    private func evict(_ buckets: inout [String: Bucket], at now: ContinuousClock.Instant) {
        buckets = buckets.filter { tokens(in: $0.value, at: now) < burst }
        guard buckets.count >= capacity else { return }
        let oldest = buckets.sorted { $0.value.filledAt < $1.value.filledAt }.prefix(max(1, capacity / 10))
        for (client, _) in oldest { buckets[client] = nil }
    }
}
