import Foundation
import Models

/// What one event, or several taken together, say about a case.
///
/// Merging is commutative, associative and idempotent: first times take the earliest, last times the latest, and the summary is
/// the whole one of the latest event. So events may arrive in any order, and more than once, with the same result.
struct CaseFactChange: Hashable, Sendable {
    /// Orders summaries: by time, and at the same moment by the place of the event's kind in a case's course.
    struct Version: Hashable, Comparable, Sendable {
        var at: Date
        var rank: Int16

        static func < (left: Self, right: Self) -> Bool { (left.at, left.rank) < (right.at, right.rank) }
    }

    var summary: CaseSummary
    var version: Version
    var acceptedAt: Date?
    var dispatchedAt: Date?
    var signedAt: Date?
    var firstRepliedAt: Date?
    var lastReply: LastReply?
    var reworkedAt: Date?
    var warnedAt: Date?
    var promisedBreachedAt: Date?
    var statutoryBreachedAt: Date?
    var lastClosing: LastClosing?
    /// The newest message that told of the case.
    var lastMessage: Int64 = 0

    struct LastReply: Hashable, Sendable {
        var at: Date
        var outcome: ReplyOutcome
    }

    struct LastClosing: Hashable, Sendable {
        var at: Date
        var workingDaysUsed: Int?
        var statutoryWorkingDays: Int?
    }

    init(_ summary: CaseSummary, at: Date, rank: Int16) {
        self.summary = summary
        version = Version(at: at, rank: rank)
    }

    /// Takes in another change of the same case.
    mutating func merge(_ other: CaseFactChange) {
        if other.version >= version { (summary, version) = (other.summary, other.version) }
        acceptedAt = earliest(acceptedAt, other.acceptedAt)
        dispatchedAt = earliest(dispatchedAt, other.dispatchedAt)
        signedAt = earliest(signedAt, other.signedAt)
        firstRepliedAt = earliest(firstRepliedAt, other.firstRepliedAt)
        reworkedAt = earliest(reworkedAt, other.reworkedAt)
        warnedAt = earliest(warnedAt, other.warnedAt)
        promisedBreachedAt = earliest(promisedBreachedAt, other.promisedBreachedAt)
        statutoryBreachedAt = earliest(statutoryBreachedAt, other.statutoryBreachedAt)
        if let reply = other.lastReply, reply.at >= lastReply?.at ?? .distantPast { lastReply = reply }
        if let closing = other.lastClosing, closing.at >= lastClosing?.at ?? .distantPast { lastClosing = closing }
        lastMessage = max(lastMessage, other.lastMessage)
    }

    private func earliest(_ left: Date?, _ right: Date?) -> Date? {
        guard let left, let right else { return left ?? right }
        return min(left, right)
    }
}
