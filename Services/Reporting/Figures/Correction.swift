/// A figure of a frozen week that late events have changed since (更正). The frozen week itself stays as it was sent.
struct Correction: Codable, Hashable, Sendable {
    let week: String
    /// `received`, `accepted` or `closed`.
    let figure: String
    let frozen: Int
    let now: Int
    let difference: Int

    /// What has changed between a frozen week and the facts now; empty when nothing has.
    static func between(_ frozen: WeeklyFigures, and now: WeekCounts) -> [Correction] {
        [
            ("received", frozen.received, now.received), ("accepted", frozen.accepted, now.accepted),
            ("closed", frozen.closed, now.closed),
        ].filter { $0.1 != $0.2 }.map { figure, before, after in
            Correction(week: frozen.week, figure: figure, frozen: before, now: after, difference: after - before)
        }
    }
}
