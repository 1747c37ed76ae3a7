/// The counts of a week that late events can still change after it was frozen.
struct WeekCounts: Hashable, Sendable {
    var received: Int
    var accepted: Int
    var closed: Int
}
