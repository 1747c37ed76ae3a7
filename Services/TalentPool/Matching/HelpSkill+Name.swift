import Models

extension HelpSkill {
    /// The skill in words, for notices.
    func name(in language: Language) -> String {
        let (chinese, english) =
            switch self {
            case .accompaniment: ("帮办陪同", "accompaniment through a procedure")
            case .agency: ("代办", "acting on a mandate")
            case .policyAdvice: ("政策咨询", "policy advice")
            case .legalAid: ("法律援助", "legal aid")
            case .counselling: ("心理疏导", "counselling")
            case .farming: ("农技指导", "farming and herding advice")
            case .elderCare: ("助老助残", "care for the elderly and disabled")
            case .utilities: ("水电代缴与便民维修", "utilities and small repairs")
            }
        return language == .chinese ? chinese : english
    }
}
