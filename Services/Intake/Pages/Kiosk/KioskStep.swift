/// The steps between choosing a matter and sending it.
enum KioskStep: String, CaseIterable, Sendable {
    /// What it is about, in the person's own words.
    case request
    /// Where it is.
    case region
    /// Who asks, and how to reach them.
    case contact
    /// Everything once more, before it is sent.
    case check

    var path: String { "/kiosk/\(rawValue)" }

    /// What is asked for in this step.
    var fields: [KioskDraft.Field] {
        switch self {
        case .request: [.kind, .helpSkill, .summary, .content]
        case .region: [.regionCode]
        case .contact: [.name, .phone, .email, .idNumber]
        case .check: []
        }
    }
}
