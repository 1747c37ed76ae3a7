import Foundation
import Models
import ServiceKit

/// A case as the desk shows it.
struct CaseView {
    struct Fact {
        let name: String
        let value: String
    }

    struct Clock {
        let name: String
        let due: String
        let left: String?
        let tone: String
    }

    struct Reply {
        let outcome: String
        let text: String
    }

    let number: String
    let subject: String
    let kind: String
    let channel: String
    let stateName: String
    let stateTone: String
    let tone: String
    let toneName: String
    let content: String?
    let clocks: [Clock]
    let clocksStopped: Bool
    let reply: Reply?

    init(_ file: CaseFile, _ words: PageWords) {
        let row = file.row
        number = row.number
        subject = row.subject(in: words.language)
        kind = words.kind(row.kind)
        channel = words.channel(row.channel)
        stateName = words.state(row.state)
        stateTone = row.state.tone
        tone = row.colour.tone
        toneName = words("colour.\(row.colour.rawValue)")
        content = file.content.isEmpty ? nil : file.content
        clocksStopped = row.colour == .none && row.acceptedAt != nil
        clocks = [(CaseClock.promised, row.promisedDue), (.statutory, row.statutoryDue)].compactMap { clock, due in
            due.map { Self.clock(clock, $0, row, words) }
        }
        reply = file.replyText.map { Reply(outcome: file.outcome.map { words.outcome($0) } ?? "", text: $0) }
    }

    /// What else is known of the case.
    static func facts(_ file: CaseFile, _ words: PageWords) -> [Fact] {
        let row = file.row
        let facts: [(String, String?)] = [
            ("case.received", words.plain(row.receivedAt)),
            ("case.accepted", row.acceptedAt.map { words.plain($0) }),
            ("case.replied", row.repliedAt.map { words.plain($0) }),
            ("case.closed", row.closedAt.map { words.plain($0) }),
            ("item.code", row.itemCode),
            ("item.department", row.department),
            ("case.region", row.regionName ?? row.regionCode),
            ("case.help", row.helpSkill.map { words.skill($0) }),
            ("case.helper", row.helperName),
        ]
        return facts.compactMap { key, value in value.map { Fact(name: words(key), value: $0) } }
    }

    private static func clock(
        _ clock: CaseClock, _ due: Date, _ row: CaseRow, _ words: PageWords
    ) -> Clock {
        let (isRunning, now) = (row.colour != .none, row.asOf)
        let tone = !isRunning ? "" : now >= due ? "late" : row.colour == .amber ? "warn" : "ok"
        return Clock(
            name: words("clock.\(clock.rawValue)"), due: words.plain(due),
            left: isRunning ? words.left(until: due, now: now) : nil, tone: tone)
    }
}
