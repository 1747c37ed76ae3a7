import Models

/// The part of a case that decides which moves are legal: pure, without clock or database.
struct CaseProgress: Hashable, Sendable {
    var state: CaseState?
    var handling: Handling?
    var followUp: FollowUpOutcome?
    var followUpAttempts = 0
    /// The day of the last attempt, where the party was not reached.
    var lastAttempt: LocalDate?
    var reworks = 0

    /// After so many attempts on different days a case is closed without having reached the party.
    static let attemptsMax = 3
    /// A clerk may send a case back to work so often; further ones take a supervisor.
    static let clerkReworksMax = 1

    /// Where `action` leads, for the actions that have one target.
    func applying(_ action: CaseAction) throws(TransitionRefusal) -> CaseState {
        let targets = CaseTransition.targets(of: action, from: state)
        guard targets.count == 1 else { throw .illegal(action: action, state: state) }
        if action == .reply, state == .submitted, handling != .direct {
            throw .illegal(action: action, state: state)
        }
        if action == .close, followUp != .satisfied, handling != .direct { throw .followUpMissing }
        return targets[0]
    }

    /// The case after the party was asked on `day`.
    func followingUp(
        _ outcome: FollowUpOutcome, on day: LocalDate, asSupervisor: Bool
    ) throws(TransitionRefusal) -> CaseProgress {
        guard state == .replied, followUp != .satisfied else { throw .illegal(action: .followUp, state: state) }
        var next = self
        next.followUp = outcome
        switch outcome {
        case .satisfied: break
        case .dissatisfied:
            guard asSupervisor || reworks < Self.clerkReworksMax else { throw .supervisorRequired }
            next.state = .rework
            next.reworks += 1
            next.followUpAttempts = 0
            next.lastAttempt = nil
        case .unreachable:
            guard lastAttempt != day else { throw .attemptedToday }
            next.followUpAttempts += 1
            next.lastAttempt = day
            if next.followUpAttempts >= Self.attemptsMax { next.state = .closed }
        }
        return next
    }

    /// The moves that a member of staff could make now.
    var actions: [CaseAction] {
        [.accept, .dispatch, .sign, .reply, .followUp, .close].filter { action in
            if action == .followUp { return state == .replied && followUp != .satisfied }
            return (try? applying(action)) != nil
        }
    }
}
