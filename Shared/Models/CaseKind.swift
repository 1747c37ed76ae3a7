/// What a case asks for (诉求类别). The first six are the categories of hotline bulletins, in the order they print them.
public enum CaseKind: String, CaseIterable, Codable, Sendable {
    /// A question (咨询).
    case consultation
    /// A request for help (求助).
    case help
    /// A suggestion (建议).
    case suggestion
    /// A complaint or report (投诉举报).
    case complaint
    /// Thanks (感谢).
    case thanks
    /// Anything else (其他).
    case other
    /// An application for a service item (办件).
    case application
    /// A matter that could not be settled at a window (办不成事反映).
    case unresolved

    /// The categories of a hotline bulletin, in its order.
    public static let hotline: [CaseKind] = [.consultation, .help, .suggestion, .complaint, .thanks, .other]
}
