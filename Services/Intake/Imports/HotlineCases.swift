import Foundation
import JobQueue
import Models

/// Turns hotline rows into cases as if each had come in, and been handled, at its time.
struct HotlineCases: Sendable {
    private(set) var parties: [Party] = []
    private(set) var records: [CaseRecord] = []
    private(set) var entries: [LedgerEntry] = []
    /// A case's events stand together, so that who takes them in by batches has the whole case at once.
    private(set) var events: [any Message] = []
    private(set) var checks: [(message: any Message, runAt: Date)] = []

    /// How the ledger names the hotline.
    static let actor = "hotline"

    private let contacts: ContactSealing
    private var dueTimes: HotlineDueTimes
    private let now: Date

    init(contacts: ContactSealing, dueTimes: HotlineDueTimes, now: Date) {
        self.contacts = contacts
        self.dueTimes = dueTimes
        self.now = now
    }

    mutating func reserve(_ count: Int) {
        parties.reserveCapacity(count)
        records.reserveCapacity(count)
        entries.reserveCapacity(count * 3)
        events.reserveCapacity(count * 3)
    }

    /// Adds the case of a row.
    mutating func add(_ row: HotlineRow, id: CaseID, serial: Int) throws {
        let party = try contacts.party(of: id, name: row.name, phone: row.phone)
        let number = CaseNumber(date: LocalDate(row.receivedAt, in: dueTimes.engine.timeZone), sequence: serial)
        let record = CaseRecord(
            id: id, number: number.description, kind: row.kind, channel: .hotline, handling: row.handling,
            itemCode: nil, itemVersion: nil, helpSkill: nil, regionCode: row.region.code, receivedAt: row.receivedAt,
            summary: row.summary, content: row.content, chain: LedgerChain(caseID: id))
        var change = CaseChange(record, at: row.receivedAt)
        change.move(.submit, to: .submitted, by: Self.actor, payload: record.submission(externalID: row.externalID))
        events.append(CaseSubmitted(summary: change.record.eventSummary, at: row.receivedAt))
        switch row.handling {
        case .direct: answer(&change)
        case .dispatched: dispatch(&change, to: row.region)
        }
        parties.append(party)
        records.append(change.record)
        entries.append(contentsOf: change.entries)
    }

    // MARK: - Private

    /// Answered on the phone (直办). The export does not say how far that helped: explained is the least it can mean.
    private mutating func answer(_ change: inout CaseChange) {
        let at = change.now
        change.record.repliedAt = at
        change.record.outcome = .explained
        var payload = LedgerPayload()
        payload.add("outcome", ReplyOutcome.explained.rawValue)
        change.move(.reply, to: .replied, by: Self.actor, payload: payload)
        change.record.closedAt = at
        change.move(.close, to: .closed, by: Self.actor, reason: "answered-directly")
        let summary = change.record.eventSummary
        events.append(CaseReplied(summary: summary, at: at, outcome: .explained))
        events.append(CaseClosed(summary: summary, at: at, workingDaysUsed: 0))
    }

    /// Sent on as an order (转办) to the division it is about (属地管理), due by the hotline's rule.
    private mutating func dispatch(_ change: inout CaseChange, to region: Region) {
        let at = change.now
        change.record.acceptedAt = at
        change.record.promisedDue = dueTimes.due(at)
        change.record.dueVersion = 1
        watch(&change.record)
        var payload = LedgerPayload()
        payload.add("due_version", 1)
        payload.add("promised_due", change.record.promisedDue)
        payload.add("promised_limit", dueTimes.limit?.description)
        change.move(.accept, to: .accepted, by: Self.actor, payload: payload)
        events.append(CaseAccepted(summary: change.record.eventSummary, at: at))
        change.record.department = region.name
        var target = LedgerPayload()
        target.add("department", region.name)
        change.move(.dispatch, to: .dispatched, by: Self.actor, payload: target)
        events.append(CaseDispatched(summary: change.record.eventSummary, at: at))
    }

    /// An import of the past raises no alarms: only what is still to come is checked.
    private mutating func watch(_ record: inout CaseRecord) {
        guard let due = record.promisedDue, due > now else { return }
        let warnings = dueTimes.engine.warnings(from: record.receivedAt, due: due)
        record.warnAt = warnings.first?.at
        for warning in warnings where warning.at > now {
            let check = CheckDeadline(
                caseID: record.id, clock: .promised, threshold: warning.threshold, dueVersion: record.dueVersion)
            checks.append((check, warning.at))
        }
    }
}
