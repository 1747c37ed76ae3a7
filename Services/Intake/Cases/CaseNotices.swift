import Foundation
import Models
import Postgres

/// Puts a case into the values of a notice's template. Times are written for people, in the configured zone.
struct CaseNotices: Sendable {
    let configuration: IntakeConfiguration

    /// A notice about `record`; `item` is the service item's name in the party's language, nil for a request in own words.
    func notice(
        _ template: CaseTemplate, of record: CaseRecord, to party: Party, item: ServiceItem?,
        trackingCode: TrackingCode? = nil
    ) -> SendNotification {
        var values = [
            "case_number": record.number,
            "item": item?.name(in: party.language) ?? record.summary,
            "tracking_url": configuration.trackingURL(record.number, trackingCode),
            "received_at": text(record.receivedAt),
        ]
        values["department"] = record.department ?? item?.department(in: party.language)
        values["accepted_at"] = record.acceptedAt.map(text)
        values["promised_due"] = record.promisedDue.map(text)
        values["statutory_due"] = record.statutoryDue.map(text)
        values["tracking_code"] = trackingCode?.description
        values["receipt_url"] = trackingCode.map { configuration.receiptURL(record.number, $0) }
        values["outcome"] = record.outcome?.text(in: party.language)
        values["reply_text"] = record.replyText
        return SendNotification(
            deduplicationKey: key(template, record), template: template.rawValue, recipient: party.contact,
            values: values, caseID: record.id)
    }

    /// Tells the party of `change`, where it can be reached.
    func add(
        _ template: CaseTemplate, to change: inout CaseChange, _ work: CaseWork, in transaction: Transaction
    ) async throws {
        guard let party = try await work.parties.party(of: change.record.id, on: transaction), party.isReachable else {
            return
        }
        let reference = try await work.reference.current(on: transaction)
        let item = change.record.itemCode.flatMap { reference.items[$0] }
        change.outbox.add(notice(template, of: change.record, to: party, item: item))
    }

    // MARK: - Private

    /// One receipt per case; a changed date once per computation; the others once per version of the case, so that a rework's
    /// second answer is sent as well.
    private func key(_ template: CaseTemplate, _ record: CaseRecord) -> String {
        let key = "\(template.rawValue)/\(record.id)"
        return switch template {
        case .caseReceipt: key
        case .deadlineChanged: "\(key)/\(record.dueVersion)"
        case .caseAccepted, .caseReplied: "\(key)/\(record.version)"
        }
    }

    private func text(_ date: Date) -> String {
        let local = LocalDateTime(date, in: configuration.timeZone)
        let minutes = TimeOfDay(secondsSinceMidnight: local.time.seconds / 60 * 60)
        return "\(local.date) \(minutes)"
    }
}

extension ReplyOutcome {
    /// In words.
    func text(in language: Language) -> String {
        switch (self, language) {
        case (.solved, .chinese): "已解决"
        case (.partly, .chinese): "部分解决"
        case (.explained, .chinese): "解释说明"
        case (.refused, .chinese): "不予办理"
        case (.solved, .english): "solved"
        case (.partly, .english): "solved in part"
        case (.explained, .english): "explained"
        case (.refused, .english): "refused"
        }
    }
}

extension IntakeConfiguration {
    /// The page that shows how a case stands; without the code, it asks for it.
    func trackingURL(_ number: String, _ code: TrackingCode?) -> String {
        "\(publicURL)/track?number=\(number)" + (code.map { "&code=\($0)" } ?? "")
    }

    /// The receipt as PDF.
    func receiptURL(_ number: String, _ code: TrackingCode) -> String {
        "\(publicURL)/v1/cases/\(number)/receipt.pdf?code=\(code)"
    }
}
