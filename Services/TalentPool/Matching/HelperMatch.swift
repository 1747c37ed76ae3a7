import Foundation
import Models

/// The helper chosen for a case, and why. Choosing is deterministic: the same candidates give the same helper.
struct HelperMatch: Sendable, Equatable {
    var candidate: HelperCandidate
    /// What spoke for the helper, in the order it weighed.
    var reasons: [String]

    /// The best of `candidates` for a request from `regionCode`: those with room, nearest first, then the more proficient,
    /// the less burdened, the longest without a case. Nil when nobody near enough has room.
    static func best(of candidates: [HelperCandidate], for regionCode: String) -> HelperMatch? {
        let able = candidates.filter { $0.load < $0.capacity && Proximity(regionCode, $0.regionCode) != nil }
        guard let best = able.min(by: { rank($0, regionCode) < rank($1, regionCode) }) else { return nil }
        return HelperMatch(candidate: best, reasons: reasons(for: best, regionCode))
    }

    private static func reasons(for candidate: HelperCandidate, _ regionCode: String) -> [String] {
        [
            "region: \(Proximity(regionCode, candidate.regionCode)?.rawValue ?? "")",
            "proficiency: \(candidate.proficiency) of 5",
            "load: \(candidate.load) of \(candidate.capacity)",
        ]
    }

    private static func rank(_ candidate: HelperCandidate, _ regionCode: String) -> Rank {
        Rank(
            distance: Proximity(regionCode, candidate.regionCode)?.distance ?? .max,
            inexperience: -candidate.proficiency,
            burden: Double(candidate.load) / Double(candidate.capacity),
            lastAssignedAt: candidate.lastAssignedAt ?? .distantPast,
            id: candidate.id)
    }

    /// What candidates are compared by; smaller is better.
    private struct Rank: Comparable {
        var distance: Int
        var inexperience: Int
        var burden: Double
        var lastAssignedAt: Date
        var id: Helper.ID

        static func < (left: Rank, right: Rank) -> Bool {
            (left.distance, left.inexperience, left.burden, left.lastAssignedAt, left.id)
                < (right.distance, right.inexperience, right.burden, right.lastAssignedAt, right.id)
        }
    }
}
