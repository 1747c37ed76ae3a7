import Models
import ServiceKit

/// A case as a row of the list.
struct RowView {
    let number: String
    let subject: String
    let kind: String
    let channel: String
    let tone: String
    let toneName: String
    let due: String?
    let left: String?
    let stateName: String
    let stateTone: String
    let department: String?
    let region: String
    let party: String
    let received: String

    init(_ row: CaseRow, _ words: PageWords) {
        let now = row.asOf
        number = row.number
        subject = row.subject(in: words.language)
        kind = words.kind(row.kind)
        channel = words.channel(row.channel)
        tone = row.colour.tone
        toneName = words("colour.\(row.colour.rawValue)")
        // The earlier of both due times is the one that presses; a clock that does not run has none.
        let pressing = row.colour == .none ? nil : [row.promisedDue, row.statutoryDue].compactMap(\.self).min()
        due = pressing.map { words.short($0, now: now) }
        left = pressing.map { words.left(until: $0, now: now) }
        stateName = words.state(row.state)
        stateTone = row.state.tone
        department = row.department
        region = row.regionName ?? row.regionCode
        party = row.maskedName
        received = words.short(row.receivedAt, now: now)
    }
}
