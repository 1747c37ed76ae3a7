/// What a helper (帮办人员) can do for somebody; what a request for help is matched on.
public enum HelpSkill: String, CaseIterable, Codable, Sendable {
    /// Accompanying a person through a procedure (帮办).
    case accompaniment
    /// Acting on a person's written mandate (代办).
    case agency
    /// Explaining policies (政策咨询).
    case policyAdvice = "policy_advice"
    /// Legal aid (法律援助).
    case legalAid = "legal_aid"
    /// Psychological counselling (心理疏导).
    case counselling
    /// Farming and herding know-how (农技指导).
    case farming
    /// Care for the elderly and the frail (助老助残).
    case elderCare = "elder_care"
    /// Paying utilities, small repairs (水电代缴、便民维修).
    case utilities
}
