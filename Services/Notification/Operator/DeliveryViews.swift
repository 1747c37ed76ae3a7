import Foundation
import Hummingbird
import Models
import ServiceKit

/// Which notifications an operator asks for.
struct DeliveryFilter: Sendable {
    var caseID: CaseID?
    var reference: String?
    var status: NotificationStatus?
    var before: NotificationID?
    var limit = 50
}

/// A page of notifications.
struct DeliveryPage: Codable, Sendable, ResponseEncodable {
    let deliveries: [DeliveryView]
    let nextCursor: NotificationID?
}

/// A notification as an operator sees it: recipients are masked.
struct DeliveryView: Codable, Sendable {
    let id: NotificationID
    let reference: String
    let template: String
    let templateVersion: Int?
    let channel: NotificationChannel
    let language: Language
    let recipient: String
    let caseID: CaseID?
    let status: NotificationStatus
    let reason: String?
    let createdAt: Date
    let finishedAt: Date?
    var attempts: [AttemptView]
}

/// One attempt.
struct AttemptView: Codable, Sendable {
    let number: Int
    let at: Date
    let outcome: AttemptOutcome
    let via: String
    let messageID: String
    let code: Int?
    let enhancedCode: String?
    let serverText: String?
    let durationMs: Int?
}
