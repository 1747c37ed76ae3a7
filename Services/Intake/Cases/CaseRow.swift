import Foundation
import Models

/// A case as lists show it: masked.
struct CaseRow: Codable, Hashable, Sendable {
    var id: CaseID
    var number: String
    var state: CaseState
    var colour: DueColour
    var kind: CaseKind
    var channel: Channel
    var handling: Handling?
    var itemCode: String?
    var itemNameZh: String?
    var itemNameEn: String?
    var helpSkill: HelpSkill?
    var summary: String
    var regionCode: String
    var regionName: String?
    var department: String?
    var maskedName: String
    var helperName: String?
    var receivedAt: Date
    var acceptedAt: Date?
    var statutoryDue: Date?
    var promisedDue: Date?
    var repliedAt: Date?
    var closedAt: Date?
    /// For `If-Match`.
    var version: Int
    /// The database's time at which the row and its colour were so.
    var asOf: Date
}

/// One page of a list.
struct CasePage: Codable, Hashable, Sendable {
    var rows: [CaseRow]
    /// The cursor of the next page; nil on the last.
    var next: String?
}

/// How many cases there are.
struct CaseCounts: Hashable, Sendable {
    var byState: [CaseState: Int]
    /// Running cases only.
    var byColour: [DueColour: Int]
}
