import Models

/// A helper in an operator's list, without personal data.
struct ListedHelper: Codable, Sendable {
    var helperID: Helper.ID
    var externalID: String
    var name: String
    var regionCode: String
    var skills: [String]
    var capacity: Int
    var load: Int
    var active: Bool
}
