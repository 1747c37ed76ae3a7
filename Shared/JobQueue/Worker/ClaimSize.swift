/// How many messages to claim at once: as many as the handlers take up in a tenth of a second, so that fast messages cost
/// few statements and slow ones are shared with other processes.
struct ClaimSize {
    private static let span = Duration.milliseconds(100)
    private let least: Int
    private let most: Int
    private(set) var current: Int
    private var last: (taken: Int, at: ContinuousClock.Instant)?

    init(least: Int, most: Int) {
        self.least = min(least, most)
        self.most = most
        current = self.least
    }

    /// Adapts to a claim of `count` messages, when the handlers had taken up `taken` in all: at most twofold, and only to one
    /// that was filled, since otherwise they were as fast as messages came.
    mutating func claimed(_ count: Int, taken: Int, at now: ContinuousClock.Instant = .now) {
        defer { last = (taken, now) }
        guard let last, count == current else { return }
        let pace = Double(taken - last.taken) * (Self.span / max(now - last.at, .nanoseconds(1)))
        let wanted = min(max(Int(pace), current / 2), current * 2)
        current = min(max(wanted, least), most)
    }
}
