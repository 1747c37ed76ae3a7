import HTTPTypes
import Models
import ServiceKit

extension Problem {
    /// No such case, or not with that code: which of the two is not told.
    static let caseUnknown = Problem(
        .notFound, "case-unknown", title: "No such case", detail: "There is no case with this number and code.")

    /// The calendar does not reach a due time. The case is kept as it is.
    static func calendarNotLoaded(_ error: DeadlineError) -> Problem {
        Problem(
            .conflict, "calendar-not-loaded", title: "The working calendar does not reach the due time",
            detail: error.description)
    }

    /// A move that the life cycle does not allow now.
    init(_ refusal: TransitionRefusal) {
        switch refusal {
        case .illegal(let action, let state):
            self.init(
                .conflict, "transition-illegal", title: "The case cannot do that now",
                detail: "\(action.rawValue) is not possible in state \(state?.rawValue ?? "none").")
        case .followUpMissing:
            self.init(
                .conflict, "follow-up-missing", title: "The party was not asked yet",
                detail: "A case is closed after a reply and a follow-up with the party.")
        case .attemptedToday:
            self.init(
                .conflict, "attempted-today", title: "The party was already tried today",
                detail: "The attempts must be on different days.")
        case .supervisorRequired:
            self.init(
                .forbidden, "supervisor-required", title: "A supervisor has to decide",
                detail: "The case was already sent back to work once.")
        }
    }
}
