import Foundation
import Models
import ServiceKit

/// A case as its party sees it.
struct TrackedView {
    struct Fact {
        let name: String
        let value: String
    }

    struct Step {
        let tone: String
        let what: String
        let when: String
    }

    struct Reply {
        let outcome: String
        let text: String
    }

    let number: String
    let subject: String
    let stateName: String
    let stateTone: String
    let stateMeaning: String
    let stages: [StageView]
    let steps: [Step]
    let facts: [Fact]
    let reply: Reply?
    let receiptPath: String

    init(_ tracked: TrackedCase, code: String, department: String?, words: PageWords) {
        number = tracked.number
        subject = tracked.subject(in: words.language)
        stateName = words.state(tracked.state)
        stateTone = tracked.state == .closed ? "rest" : ""
        stateMeaning = words("meaning.\(tracked.state.rawValue)")
        stages = Self.stages(tracked.state, words)
        steps = tracked.steps.reversed().map { Self.step($0, tracked, department, words) }
        facts = Self.facts(tracked, department, words)
        reply = tracked.replyText.map {
            Reply(outcome: tracked.outcome.map { words.outcome($0) } ?? "", text: $0)
        }
        receiptPath = PageQuery.address(
            "/v1/cases/\(tracked.number)/receipt.pdf", [("code", code), ("lang", words.language.rawValue)])
    }

    // MARK: - Private

    private static let way: [CaseState] = [.submitted, .accepted, .inProgress, .replied, .closed]

    private static func stages(_ state: CaseState, _ words: PageWords) -> [StageView] {
        let reached =
            switch state {
            case .dispatched, .rework: CaseState.inProgress
            default: state
            }
        let now = way.firstIndex(of: reached) ?? 0
        return way.enumerated().map {
            StageView(name: words("stage.\($0.element.rawValue)"), index: $0.offset, now: now)
        }
    }

    private static func step(
        _ step: TrackedCase.Step, _ tracked: TrackedCase, _ department: String?, _ words: PageWords
    ) -> Step {
        let detail: String? =
            switch step.action {
            case .dispatch: department
            case .helperAssigned: tracked.helperName
            default: nil
            }
        let what = words("did.\(step.action.rawValue)")
        return Step(
            tone: step.action == .submit ? "rest" : "",
            what: detail.map { words("did.detail", ["what": what, "detail": $0]) } ?? what, when: words.plain(step.at))
    }

    private static func facts(_ tracked: TrackedCase, _ department: String?, _ words: PageWords) -> [Fact] {
        let facts: [(String, String?)] = [
            ("item.department", department),
            ("case.applicant", tracked.maskedName),
            ("case.helper", tracked.helperName),
            ("case.region", tracked.regionName),
            ("case.received", words.long(tracked.receivedAt)),
            ("case.accepted", tracked.acceptedAt.map { words.long($0) }),
            ("case.promised_due", tracked.promisedDue.map { words.long($0) }),
            ("case.statutory_due", tracked.statutoryDue.map { words.long($0) }),
            ("case.closed", tracked.closedAt.map { words.long($0) }),
        ]
        return facts.compactMap { key, value in value.map { Fact(name: words(key), value: $0) } }
    }
}
