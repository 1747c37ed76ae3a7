extension DueColour {
    /// The class of the style sheet.
    var tone: String {
        switch self {
        case .none: "rest"
        case .green: "ok"
        case .amber: "warn"
        case .red: "late"
        }
    }
}

extension CaseState {
    /// The class of the style sheet.
    var tone: String {
        switch self {
        case .submitted, .closed: "rest"
        case .rework: "warn"
        default: ""
        }
    }
}
