import Foundation
import Models

/// A helper who has the skill that is asked for, with what ranking looks at.
struct HelperCandidate: Sendable, Equatable {
    var id: Helper.ID
    var maskedName: String
    var regionCode: String
    /// 1 to 5.
    var proficiency: Int
    /// How many cases at once.
    var capacity: Int
    /// How many now.
    var load: Int
    /// When the helper last got a case; nil for never.
    var lastAssignedAt: Date?
}
