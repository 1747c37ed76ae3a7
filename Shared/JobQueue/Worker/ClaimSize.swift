/// How many messages to claim at once: as many as were handled in about a tenth of a second, so that fast messages cost
/// few statements and slow ones are shared with other processes.
struct ClaimSize {
    private let least: Int
    private let most: Int
    private(set) var current: Int
    private var last: ContinuousClock.Instant?

    init(concurrency: Int, batch: Int) {
        least = min(concurrency, batch)
        most = batch
        current = least
    }

    /// Adapts to a claim that was filled to `count` messages now.
    mutating func claimed(_ count: Int, at now: ContinuousClock.Instant = .now) {
        defer { last = now }
        guard let last, count == current else { return }
        let elapsed = now - last
        if elapsed < .milliseconds(100) {
            current = min(most, current * 2)
        } else if elapsed > .milliseconds(400) {
            current = max(least, current / 2)
        }
    }
}
