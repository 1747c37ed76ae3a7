import Models

/// A request as it comes in: a service item, or a matter in the party's own words. The body of `POST /v1/cases`.
struct CaseDraft: Codable, Hashable, Sendable {
    /// The service item; nil for a request in own words.
    var itemCode: String?
    /// Of a request in own words: what it asks for; `other` unless given, `help` where a skill is.
    var kind: CaseKind?
    /// What a helper should be able to do.
    var helpSkill: HelpSkill?
    /// Where; the kiosk's division unless given.
    var regionCode: String?
    /// One line, without personal data. Required for a request in own words.
    var summary: String?
    /// As long as it takes, up to 4,000 characters.
    var content: String?
    var applicant: Applicant
}
