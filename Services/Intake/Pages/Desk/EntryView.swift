import Foundation
import Models
import ServiceKit

/// A line of the ledger (台账) in words.
struct EntryView {
    let what: String
    /// From which state to which.
    let move: String?
    /// Reasons and texts as somebody wrote them.
    let words: String?
    let when: String
    let who: String
    let sequence: Int
    let hash: String
    let shortHash: String
    let tone: String

    init(_ entry: LedgerEntry, _ pageWords: PageWords) {
        let payload = LedgerWords(entry)
        what = entry.action.map { pageWords("did.\($0.rawValue)") } ?? entry.actionName
        move = entry.from.flatMap { from in
            entry.to.flatMap { $0 == from ? nil : "\(pageWords.state(from)) → \(pageWords.state($0))" }
        }
        words = Self.words(entry, payload, pageWords)
        when = pageWords.plain(entry.at)
        who = Self.who(entry.actor, pageWords)
        sequence = entry.seq
        hash = HexDigits.text(entry.hash)
        shortHash = String(hash.prefix(8))
        tone = Self.tone(entry.action)
    }

    // MARK: - Private

    private static func words(_ entry: LedgerEntry, _ payload: LedgerWords, _ words: PageWords) -> String? {
        var lines: [String] = []
        if let clock = payload.clock.flatMap(CaseClock.init(rawValue:)) {
            let threshold = payload.threshold.flatMap(DeadlineThreshold.init(rawValue:))
            lines.append(
                [words("clock.\(clock.rawValue)"), threshold.map { words("threshold.\($0.rawValue)") }]
                    .compactMap(\.self).joined(separator: words("colon")))
        }
        if entry.action == .deadlineChanged { lines += moved(payload, words) }
        if let department = payload.department { lines.append(department) }
        if let helper = payload.helperName { lines.append(helper) }
        if let outcome = payload.outcome {
            let reply = ReplyOutcome(rawValue: outcome).map { words.outcome($0) }
            lines.append(
                reply ?? FollowUpOutcome(rawValue: outcome).map { words("follow_up.\($0.rawValue)") } ?? outcome)
        }
        if let text = payload.text { lines.append(text) }
        if let reason = entry.reason { lines.append(self.reason(reason, words)) }
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
    }

    /// Each clock's due time before and after.
    private static func moved(_ payload: LedgerWords, _ words: PageWords) -> [String] {
        [
            (CaseClock.statutory, payload.previousStatutoryDue, payload.statutoryDue),
            (CaseClock.promised, payload.previousPromisedDue, payload.promisedDue),
        ].compactMap { clock, before, after in
            guard let after, after != before else { return nil }
            let times = [before, after].map { $0.flatMap { RFC3339.date($0) }.map { words.plain($0) } ?? "—" }
            return words(
                "did.due_moved", ["clock": words("clock.\(clock.rawValue)"), "before": times[0], "after": times[1]])
        }
    }

    /// The reasons that Intake gives itself have words in both languages; others are somebody's own.
    private static func reason(_ reason: String, _ words: PageWords) -> String {
        if reason == "no-contact" { return words("did.no_contact") }
        guard reason.hasPrefix(CaseRevision.calendarNotice) else { return reason }
        return words("did.calendar_notice", ["years": String(reason.dropFirst(CaseRevision.calendarNotice.count))])
    }

    private static func who(_ actor: String, _ words: PageWords) -> String {
        let parts = actor.split(separator: ":", maxSplits: 1).map(String.init)
        switch parts.first {
        case "staff" where parts.count > 1: return parts[1]
        case "kiosk": return words("actor.kiosk")
        case "system": return words("actor.system")
        case "hotline": return words.channel(.hotline)
        default: return actor
        }
    }

    private static func tone(_ action: CaseAction?) -> String {
        switch action {
        case .warned, .unmasked, .helperUnavailable: "warn"
        case .breached, .notificationFailed: "late"
        case .submit, .notified, .note, nil: "rest"
        default: ""
        }
    }
}
