import Foundation
import Models

/// One value of every message kind, each optional field filled: what the golden files hold.
enum MessageSamples {
    /// Every kind of the house. A new kind is added here, and its golden file is written by hand or with
    /// `BANGBAN_WRITE_GOLDEN=1`.
    static let all: [any (Message & Equatable)] =
        intake + [
            deadlineWarned, deadlineBreached, deadlineChanged, calendarPublished, checkDeadline, recomputeDeadlines,
            AnchorLedger(), ledgerAnchored,
        ]
        + notification + talentPool + reporting

    // MARK: - Private

    private static let at = Date(timeIntervalSince1970: 1_789_724_553.25)
    private static let id = UUID(uuidString: "0199F3A1-7C00-7ABC-8DEF-0123456789AB") ?? UUID()
    private static let caseID = CaseID(rawValue: id)

    private static let summary = CaseSummary(
        caseID: caseID, number: "20260918-0001234-7", kind: .application, channel: .kiosk, handling: .dispatched,
        itemCode: "000139001", regionCode: "150105", department: "区人社局", receivedAt: at,
        statutoryDue: at.addingTimeInterval(86_400), promisedDue: at.addingTimeInterval(3600))

    private static let contact = SealedContact(
        maskedName: "张*", name: SealedText(rawValue: "bmFtZQ=="), email: SealedText(rawValue: "bWFpbA=="),
        phone: SealedText(rawValue: "cGhvbmU="), language: .english)

    private static let intake: [any (Message & Equatable)] = [
        CaseSubmitted(summary: summary, at: at), CaseAccepted(summary: summary, at: at),
        CaseDispatched(summary: summary, at: at), CaseSigned(summary: summary, at: at),
        CaseReplied(summary: summary, at: at, outcome: .solved), CaseReworked(summary: summary, at: at),
        CaseFollowedUp(summary: summary, at: at, reached: true, resolved: true, satisfied: false),
        CaseClosed(summary: summary, at: at, workingDaysUsed: 3, statutoryWorkingDays: 20),
    ]

    private static let deadlineWarned = DeadlineWarned(
        summary: summary, at: at, clock: .promised, threshold: .eightyPercent, due: at)
    private static let deadlineBreached = DeadlineBreached(summary: summary, at: at, clock: .statutory, due: at)
    private static let deadlineChanged = DeadlineChanged(
        summary: summary, at: at, reason: "calendar-notice: 2026", previousStatutoryDue: at, previousPromisedDue: at)
    private static let calendarPublished = CalendarPublished(
        year: 2026,
        entries: [CalendarEntry(date: LocalDate(daysSinceEpoch: 20_716), kind: .workday, name: "国庆节")], at: at)
    private static let checkDeadline = CheckDeadline(
        caseID: caseID, clock: .promised, threshold: .workingDayBefore, dueVersion: 2)

    private static let recomputeDeadlines = RecomputeDeadlines(years: [2026, 2027], after: caseID)

    private static let ledgerAnchored = LedgerAnchored(
        day: LocalDate(daysSinceEpoch: 20_714), root: String(repeating: "5dc9da79", count: 8),
        previousRoot: String(repeating: "0", count: 64), entries: 213_552, at: at)

    private static func attachment(_ name: String, _ type: String, contentID: String? = nil) -> AttachmentReference {
        AttachmentReference(id: Identifier(rawValue: id), filename: name, mediaType: type, contentID: contentID)
    }

    private static let notification: [any (Message & Equatable)] = [
        SendNotification(
            deduplicationKey: "case-receipt/1", template: "case-receipt", recipient: contact,
            values: ["case_number": "20260918-0001234-7"], caseID: caseID,
            attachments: [attachment("receipt.pdf", "application/pdf")]),
        SendDocument(
            deduplicationKey: "weekly-summary/2024-W28/zh", recipient: contact, subject: "第28周周报",
            text: attachment("body.txt", "text/plain"), html: attachment("body.html", "text/html"),
            inline: [attachment("kinds.png", "image/png", contentID: "kinds")],
            attachments: [attachment("周报-2024-W28.pdf", "application/pdf")]),
        NotificationDelivered(
            notificationID: Identifier(rawValue: id), deduplicationKey: "case-receipt/1", template: "case-receipt",
            channel: .email, maskedRecipient: "z***@example.org", caseID: caseID, at: at),
        NotificationFailed(
            notificationID: Identifier(rawValue: id), deduplicationKey: "case-receipt/1", template: "case-receipt",
            channel: .sms, maskedRecipient: "138****0000", reason: "550 5.1.1 no such user", caseID: caseID, at: at),
    ]

    private static let talentPool: [any (Message & Equatable)] = [
        MatchHelper(
            caseID: caseID, caseNumber: "20260918-0001234-7", skill: .policyAdvice, regionCode: "150105",
            summary: "咨询", requester: contact),
        ReleaseHelper(caseID: caseID),
        HelperAssigned(
            caseID: caseID, assignmentID: Identifier(rawValue: id), helperName: "李*", skill: .elderCare,
            regionCode: "150105", reasons: ["same banner"], at: at),
        HelperReleased(caseID: caseID, assignmentID: Identifier(rawValue: id), at: at),
        HelperUnavailable(caseID: caseID, skill: .legalAid, regionCode: "150105", reason: "nobody free", at: at),
    ]

    private static let reporting: [any (Message & Equatable)] = [
        SendWeeklySummary(week: "2024-W28", language: .chinese, recipient: contact),
        WeekFrozen(week: "2024-W28", at: at),
    ]
}
