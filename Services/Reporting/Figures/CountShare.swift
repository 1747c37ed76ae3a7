/// One line of a breakdown.
struct CountShare: Codable, Hashable, Sendable {
    let name: String
    let count: Int
    /// Of all cases received; null when there are none.
    @ExplicitNull var sharePercent: Double?

    init(_ name: String, _ count: Int, of total: Int) {
        self.name = name
        self.count = count
        sharePercent = Percent.share(count, of: total)
    }
}
