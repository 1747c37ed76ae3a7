import Models
import Testing

@testable import IntakeService

@Suite("The life cycle of a case")
struct CaseProgressTests {
    private let monday = LocalDate(year: 2026, month: 11, day: 16) ?? LocalDate(daysSinceEpoch: 0)

    @Test("each move leads where the table says, from each state", arguments: CaseState.allCases)
    func moves(from state: CaseState) {
        let legal: [CaseState: [CaseAction: CaseState]] = [
            .submitted: [.accept: .accepted],
            .accepted: [.dispatch: .dispatched],
            .dispatched: [.sign: .inProgress],
            .inProgress: [.reply: .replied],
            .replied: [:],
            .rework: [.dispatch: .dispatched, .sign: .inProgress],
            .closed: [:],
        ]
        let progress = CaseProgress(state: state)
        for action in [CaseAction.accept, .dispatch, .sign, .reply, .close] {
            let target = try? progress.applying(action)
            #expect(target == legal[state]?[action], "\(action) from \(state)")
        }
    }

    @Test("only a request answered on the spot may be answered without being accepted")
    func directReply() throws {
        #expect(try CaseProgress(state: .submitted, handling: .direct).applying(.reply) == .replied)
        #expect(throws: TransitionRefusal.illegal(action: .reply, state: .submitted)) {
            try CaseProgress(state: .submitted, handling: .dispatched).applying(.reply)
        }
    }

    @Test("a case is closed only after its party was asked and was satisfied")
    func closing() throws {
        var progress = CaseProgress(state: .replied)
        #expect(throws: TransitionRefusal.followUpMissing) { try progress.applying(.close) }
        progress = try progress.followingUp(.unreachable, on: monday, asSupervisor: false)
        #expect(throws: TransitionRefusal.followUpMissing) { try progress.applying(.close) }
        progress = try progress.followingUp(.satisfied, on: monday, asSupervisor: false)
        #expect(try progress.applying(.close) == .closed)
    }

    @Test("the third attempt on a third day closes a case whose party cannot be reached")
    func unreachable() throws {
        var progress = CaseProgress(state: .replied)
        progress = try progress.followingUp(.unreachable, on: monday, asSupervisor: false)
        #expect(throws: TransitionRefusal.attemptedToday) {
            try progress.followingUp(.unreachable, on: monday, asSupervisor: false)
        }
        progress = try progress.followingUp(.unreachable, on: monday.adding(days: 1), asSupervisor: false)
        #expect(progress.state == .replied)
        progress = try progress.followingUp(.unreachable, on: monday.adding(days: 3), asSupervisor: false)
        #expect(progress.state == .closed)
    }

    @Test("a dissatisfied party sends the case back once; a second time takes a supervisor")
    func rework() throws {
        var progress = CaseProgress(state: .replied)
        progress = try progress.followingUp(.dissatisfied, on: monday, asSupervisor: false)
        #expect(progress.state == .rework)
        #expect(progress.reworks == 1)
        progress.state = .replied
        #expect(throws: TransitionRefusal.supervisorRequired) {
            try progress.followingUp(.dissatisfied, on: monday, asSupervisor: false)
        }
        #expect(try progress.followingUp(.dissatisfied, on: monday, asSupervisor: true).state == .rework)
    }

    @Test("every state can be reached and every move of the table is offered in its state")
    func tableIsWhole() {
        let targets = Set(CaseTransition.table.map(\.to))
        #expect(targets == Set(CaseState.allCases))
        for state in CaseState.allCases {
            let offered = Set(CaseProgress(state: state, handling: .direct).actions)
            let legal = Set(CaseTransition.table.filter { $0.from == state && $0.action != .submit }.map(\.action))
            #expect(offered == legal, "\(state)")
        }
    }
}
