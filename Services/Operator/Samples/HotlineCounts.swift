import Models

/// How many requests of each kind and handling a week has.
struct HotlineCounts: Hashable, Sendable {
    /// One kind's part.
    struct Part: Hashable, Sendable {
        var kind: CaseKind
        var handling: Handling
        var count: Int
    }

    let parts: [Part]

    /// All of them.
    var total: Int { parts.reduce(0) { $0 + $1.count } }

    /// The bulletin of 2024-W28: 33,523 consultations, 21,570 for help, 10,497 suggestions, 3,783 complaints, 228 thanks and
    /// 1,583 others; of these 37,527 answered directly and 33,657 dispatched. How the two divisions cross is not published:
    /// questions and thanks are mostly answered at once, complaints hardly ever.
    static let bulletin = HotlineCounts(parts: [
        Part(kind: .consultation, handling: .direct, count: 29_026),
        Part(kind: .consultation, handling: .dispatched, count: 4_497),
        Part(kind: .help, handling: .direct, count: 5_400),
        Part(kind: .help, handling: .dispatched, count: 16_170),
        Part(kind: .suggestion, handling: .direct, count: 1_575),
        Part(kind: .suggestion, handling: .dispatched, count: 8_922),
        Part(kind: .complaint, handling: .direct, count: 190),
        Part(kind: .complaint, handling: .dispatched, count: 3_593),
        Part(kind: .thanks, handling: .direct, count: 228),
        Part(kind: .other, handling: .direct, count: 1_108),
        Part(kind: .other, handling: .dispatched, count: 475),
    ])

    /// The total of a week: 71,355 for 2024-W27, from which 71,184 is a change of -0.24 %; the bulletin's for any other.
    static func total(of week: ISOWeek) -> Int { week.description == "2024-W27" ? 71_355 : bulletin.total }

    /// The same shape with another total: each part by the largest remainder, so that they add up.
    func scaled(to total: Int) -> HotlineCounts {
        guard total != self.total else { return self }
        let whole = self.total
        var scaled = parts.map { Part(kind: $0.kind, handling: $0.handling, count: $0.count * total / whole) }
        let missing = total - scaled.reduce(0) { $0 + $1.count }
        let order = parts.indices.sorted { left, right in
            let (first, second) = (parts[left].count * total % whole, parts[right].count * total % whole)
            return first == second ? left < right : first > second
        }
        for index in order.prefix(missing) { scaled[index].count += 1 }
        return HotlineCounts(parts: scaled)
    }
}
