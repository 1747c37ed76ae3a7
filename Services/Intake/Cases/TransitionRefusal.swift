/// Why a move of a case is refused.
enum TransitionRefusal: Error, Hashable {
    /// The life cycle has no such move from there.
    case illegal(action: CaseAction, state: CaseState?)
    /// A case is closed only after the party was asked (先回访后办结).
    case followUpMissing
    /// The party was already tried today; the three attempts must be on different days.
    case attemptedToday
    /// A second rework is a supervisor's decision.
    case supervisorRequired
}
