import Models

/// A service item (政务服务事项) in one version of the catalogue.
struct ServiceItem: Codable, Hashable, Sendable {
    /// The implementation code (事项编码), opaque.
    var code: String
    /// Raised whenever the catalogue changes the item.
    var version: Int
    var nameZh: String
    var nameEn: String
    /// The department that is responsible (实施主体).
    var departmentZh: String
    var departmentEn: String
    /// Permission, confirmation, payment … (事项类型).
    var type: String
    var handlingType: HandlingType
    /// What the law allows (法定时限), in the notation of `TimeLimit`; empty where no law sets a limit.
    var statutoryLimit: String
    /// What the hall promises (承诺时限), in the notation of `TimeLimit`.
    var promisedLimit: String
    /// The group under which kiosks show it.
    var category: String
    /// What a helper must be able to do, where one is to be found.
    var helpSkill: HelpSkill?
    /// Whether kiosks offer it.
    var kiosk: Bool

    func name(in language: Language) -> String { language == .chinese ? nameZh : nameEn }

    func department(in language: Language) -> String { language == .chinese ? departmentZh : departmentEn }
}
