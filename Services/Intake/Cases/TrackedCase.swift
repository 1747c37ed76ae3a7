import Foundation
import Models

/// A case as its party follows it, without signing in: masked.
struct TrackedCase: Codable, Hashable, Sendable {
    /// One thing that happened.
    struct Step: Codable, Hashable, Sendable {
        var at: Date
        var action: CaseAction
        var to: CaseState?
    }

    var number: String
    var state: CaseState
    /// The service item's name in Chinese; nil for a request in own words.
    var item: String?
    var itemEn: String?
    var summary: String
    var department: String?
    var regionName: String?
    var maskedName: String
    var language: Language
    var helperName: String?
    var receivedAt: Date
    var acceptedAt: Date?
    var statutoryDue: Date?
    var promisedDue: Date?
    var repliedAt: Date?
    var closedAt: Date?
    var outcome: ReplyOutcome?
    var replyText: String?
    var steps: [Step]
}
