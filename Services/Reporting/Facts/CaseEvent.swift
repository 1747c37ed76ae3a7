import Models

/// An event of Intake that says something about one case.
protocol CaseEvent: Message {
    /// What it says.
    var change: CaseFactChange { get }
}

// The ranks follow a case's course: of two events of the same moment the later stage has the truer summary.

extension CaseSubmitted: CaseEvent {
    var change: CaseFactChange { CaseFactChange(summary, at: at, rank: 0) }
}

extension CaseAccepted: CaseEvent {
    var change: CaseFactChange {
        var change = CaseFactChange(summary, at: at, rank: 1)
        change.acceptedAt = at
        return change
    }
}

extension CaseDispatched: CaseEvent {
    var change: CaseFactChange {
        var change = CaseFactChange(summary, at: at, rank: 2)
        change.dispatchedAt = at
        return change
    }
}

extension CaseSigned: CaseEvent {
    var change: CaseFactChange {
        var change = CaseFactChange(summary, at: at, rank: 3)
        change.signedAt = at
        return change
    }
}

extension DeadlineWarned: CaseEvent {
    var change: CaseFactChange {
        var change = CaseFactChange(summary, at: at, rank: 4)
        change.warnedAt = at
        return change
    }
}

extension DeadlineBreached: CaseEvent {
    var change: CaseFactChange {
        var change = CaseFactChange(summary, at: at, rank: 5)
        switch clock {
        case .promised: change.promisedBreachedAt = at
        case .statutory: change.statutoryBreachedAt = at
        }
        return change
    }
}

extension DeadlineChanged: CaseEvent {
    /// Its summary has the due times that hold now.
    var change: CaseFactChange { CaseFactChange(summary, at: at, rank: 5) }
}

extension CaseReplied: CaseEvent {
    var change: CaseFactChange {
        var change = CaseFactChange(summary, at: at, rank: 6)
        change.firstRepliedAt = at
        change.lastReply = .init(at: at, outcome: outcome)
        return change
    }
}

extension CaseFollowedUp: CaseEvent {
    var change: CaseFactChange { CaseFactChange(summary, at: at, rank: 7) }
}

extension CaseReworked: CaseEvent {
    var change: CaseFactChange {
        var change = CaseFactChange(summary, at: at, rank: 8)
        change.reworkedAt = at
        return change
    }
}

extension CaseClosed: CaseEvent {
    var change: CaseFactChange {
        var change = CaseFactChange(summary, at: at, rank: 9)
        change.lastClosing = .init(
            at: at, workingDaysUsed: workingDaysUsed, statutoryWorkingDays: statutoryWorkingDays)
        return change
    }
}
