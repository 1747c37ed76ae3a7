import Documents
import Foundation
import Models
import ServiceKit

/// What a receipt says, in its language; the drawing is `ReceiptDocument`'s.
struct ReceiptContent: Sendable {
    struct Line: Sendable {
        let name: String
        let value: String
        /// In smaller letters below the value, such as the limit of a due time.
        var note: String?
    }

    let brand: String
    let title: String
    let lead: String
    let numberName: String
    let number: String
    let codeName: String
    let code: String
    let lines: [Line]
    let address: String
    let scan: String
    let foot: String
    let made: Date

    init(_ tracked: TrackedCase, code: String, intake: Intake, words: PageWords) async throws {
        let isAccepted = tracked.acceptedAt != nil
        let file = try await intake.desk.open(number: tracked.number)
        brand = words("brand")
        title = words(isAccepted ? "receipt.title" : "receipt.title_received")
        lead = words(isAccepted ? "receipt.lead" : "receipt.lead_received", ["name": tracked.maskedName])
        numberName = words("case.number")
        number = tracked.number
        codeName = words("case.tracking_code")
        self.code = (try? TrackingCode(code).description) ?? code
        lines = try await Self.lines(tracked, CaseFacts(file), intake, words)
        address = PageQuery.address(
            intake.configuration.publicURL + "/track", [("number", tracked.number), ("code", self.code)])
        scan = words("receipt.scan")
        foot = words("receipt.foot")
        made = tracked.acceptedAt ?? tracked.receivedAt
    }

    // MARK: - Private

    private static func lines(
        _ tracked: TrackedCase, _ facts: CaseFacts, _ intake: Intake, _ words: PageWords
    ) async throws -> [Line] {
        let department = try await intake.catalogue.departmentName(tracked.department, in: words.language)
        let lines: [(String, String?, String?)] = [
            (tracked.item == nil ? "receipt.request" : "receipt.item", tracked.subject(in: words.language), nil),
            ("item.department", department, nil),
            ("case.applicant", tracked.maskedName, nil),
            ("case.received", words.long(tracked.receivedAt), nil),
            ("case.accepted", tracked.acceptedAt.map { words.long($0) }, nil),
            ("case.promised_due", tracked.promisedDue.map { words.long($0) }, facts.promisedLimit),
            ("case.statutory_due", tracked.statutoryDue.map { words.long($0) }, facts.statutoryLimit),
            ("receipt.hall", try await hall(facts, tracked, intake), nil),
        ]
        return lines.compactMap { key, value, limit in
            value.map { Line(name: words(key), value: $0, note: limit.map { words.limit($0) }) }
        }
    }

    /// The terminal where the request came in, and its division.
    private static func hall(_ facts: CaseFacts, _ tracked: TrackedCase, _ intake: Intake) async throws -> String? {
        let kiosk = try await intake.kiosks.list().first { $0.actor == facts.issuer }
        guard let kiosk else { return tracked.regionName }
        let place = try await intake.catalogue.region(kiosk.regionCode)?.name
        guard let place, !kiosk.name.contains(place) else { return kiosk.name }
        return "\(place) \(kiosk.name)"
    }
}
