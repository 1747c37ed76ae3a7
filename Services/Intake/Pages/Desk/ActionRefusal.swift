import ServiceKit

/// An action that was not done, and why.
struct ActionRefusal: Sendable {
    enum Reason: Sendable {
        /// A rule of the case's life cycle, by the type of its problem.
        case problem(String)
        /// Fields of the form.
        case wrong([String: String])
    }

    /// The problems that are shown on the case's own page.
    static let types: Set<String> = [
        "case-changed", "transition-illegal", "follow-up-missing", "attempted-today", "supervisor-required",
        "calendar-not-loaded",
    ]

    let typed: TypedAction
    let reason: Reason

    /// Whether somebody else was faster.
    var isConflict: Bool {
        if case .problem("case-changed") = reason { true } else { false }
    }

    var wrongs: [String: String] {
        if case .wrong(let fields) = reason { fields } else { [:] }
    }

    /// The rule that stands against it; nil where the page has another place to say so.
    func text(_ words: PageWords) -> String? {
        guard case .problem(let type) = reason, !isConflict else { return nil }
        return words("desk.refused.\(type.replacing("-", with: "_"))")
    }
}
