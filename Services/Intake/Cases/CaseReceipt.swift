import Foundation
import Models

/// What the party takes home (受理回执): the answer to `POST /v1/cases`.
struct CaseReceipt: Codable, Hashable, Sendable {
    var caseID: CaseID
    var caseNumber: String
    /// The secret to follow the case with; shown once.
    var trackingCode: String
    var trackingURL: String
    var receiptURL: String
    var state: CaseState
    var item: String?
    var department: String?
    var receivedAt: Date
    var acceptedAt: Date?
    var statutoryDue: Date?
    var promisedDue: Date?
    /// `calendar-not-loaded`: the case is kept, and accepted once the calendar reaches far enough.
    var notice: String?
}
