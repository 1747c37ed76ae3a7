/// How many messages to claim at once: as many as the handlers take up in a tenth of a second of work, so that fast messages
/// cost few statements and slow ones are shared with other processes. While handlers wait for a claim no work is done: where
/// asking takes long, as of a server far away, claims are not to be small as well.
struct ClaimSize {
    private static let span = Duration.milliseconds(100)
    private let least: Int
    private let most: Int
    private(set) var current: Int
    private var last: (taken: Int, busy: Duration)?

    init(least: Int, most: Int) {
        self.least = min(least, most)
        self.most = most
        current = self.least
    }

    /// Adapts to a claim of `count` messages, when the handlers had taken up so many in all and been busy for so long: at most
    /// twofold, and only to one that was filled, since otherwise they were as fast as messages came.
    mutating func claimed(_ count: Int, _ progress: (taken: Int, busy: Duration)) {
        defer { last = progress }
        guard let last, count == current else { return }
        let pace = Double(progress.taken - last.taken) * (Self.span / max(progress.busy - last.busy, .microseconds(1)))
        let wanted = min(max(Int(pace), current / 2), current * 2)
        current = min(max(wanted, least), most)
    }
}
