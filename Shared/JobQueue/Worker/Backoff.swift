/// Waits between attempts that fail: 50 ms, then twice as long each time up to 2 s, times a random factor.
struct Backoff {
    private var attempt = 0

    /// Waits; false when the task was cancelled.
    mutating func wait() async -> Bool {
        let full = min(2000, 50 << min(attempt, 10))
        attempt += 1
        let milliseconds = Double(full) * Double.random(in: 0.5...1)
        try? await Task.sleep(for: .milliseconds(milliseconds))
        return !Task.isCancelled
    }

    /// Begins anew after a success.
    mutating func reset() { attempt = 0 }
}
