import Models

/// Somebody registered to help (帮办人员), as an operator loads them. Personal data is in the clear here and nowhere else
/// in this service: it is sealed before it is stored.
struct Helper: Sendable, Equatable {
    /// The identity of a helper.
    typealias ID = Identifier<Helper>

    /// The operator's own key: loading the same key again changes the helper instead of adding one.
    var externalID: String
    var name: String
    var email: EmailAddress?
    var phone: PhoneNumber?
    var language: Language
    var regionCode: RegionCode
    /// What the helper can do, each with a proficiency from 1 to 5.
    var skills: [HelpSkill: Int]
    /// How many cases at once.
    var capacity: Int
}
