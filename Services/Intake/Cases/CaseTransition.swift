/// One legal move of a case; the table is the whole life cycle of this slice.
struct CaseTransition: Hashable, Sendable {
    var action: CaseAction
    /// Nil: the case comes into being.
    var from: CaseState?
    var to: CaseState

    /// Every legal move. Whether a follow-up sends a case back to work is decided by `CaseProgress`; the third unreachable
    /// attempt is a follow-up and then a close.
    static let table: [CaseTransition] = [
        .init(action: .submit, from: nil, to: .submitted),
        .init(action: .accept, from: .submitted, to: .accepted),
        .init(action: .dispatch, from: .accepted, to: .dispatched),
        .init(action: .dispatch, from: .rework, to: .dispatched),
        .init(action: .sign, from: .dispatched, to: .inProgress),
        .init(action: .sign, from: .rework, to: .inProgress),
        .init(action: .reply, from: .inProgress, to: .replied),
        // A hotline request answered on the spot (直办) never runs a clock.
        .init(action: .reply, from: .submitted, to: .replied),
        .init(action: .followUp, from: .replied, to: .replied),
        .init(action: .followUp, from: .replied, to: .rework),
        .init(action: .close, from: .replied, to: .closed),
    ]

    /// The states that `action` may lead to.
    static func targets(of action: CaseAction, from state: CaseState?) -> [CaseState] {
        table.filter { $0.action == action && $0.from == state }.map(\.to)
    }
}
