import Models
import ServiceKit

/// What somebody asked a case to do, as the form sent it.
struct TypedAction: Sendable {
    let action: CaseAction
    /// The version that the form's page showed.
    let version: Int
    let department: String?
    let note: String?
    let text: String?
    let outcome: String?

    static let noteMax = 1000
    static let textMax = 4000

    init(action: CaseAction, version: Int, form: FormBody) {
        self.action = action
        self.version = version
        department = form.text("department")
        note = form.text("note")
        text = form.text("text")
        outcome = form.text("outcome")
    }

    var reply: ReplyOutcome? { outcome.flatMap(ReplyOutcome.init(rawValue:)) }
    var followUp: FollowUpOutcome? { outcome.flatMap(FollowUpOutcome.init(rawValue:)) }

    /// The words that would be lost if the form were not shown again.
    var words: String? {
        let words = [department, text, note].compactMap(\.self)
        return words.isEmpty ? nil : words.joined(separator: "\n")
    }

    /// Throws `WrongAction` with a text for each field that is missing or cannot be taken.
    func check() throws {
        var wrongs: [String: String] = [:]
        switch action {
        case .dispatch:
            if !Self.fits(department, lengthMax: 200) { wrongs["department"] = "wrong.department" }
        case .reply:
            if reply == nil { wrongs["outcome"] = "wrong.outcome" }
            if !Self.fits(text, lengthMax: Self.textMax) { wrongs["text"] = "wrong.text" }
        case .followUp:
            if followUp == nil { wrongs["outcome"] = "wrong.outcome" }
        default: break
        }
        if note != nil, !Self.fits(note, lengthMax: Self.noteMax) { wrongs["note"] = "wrong.note" }
        if !wrongs.isEmpty { throw WrongAction(fields: wrongs) }
    }

    private static func fits(_ text: String?, lengthMax: Int) -> Bool {
        guard let text else { return false }
        return (try? CaseText.check("text", text, lengthMax: lengthMax)) != nil
    }
}

/// The fields of a form that cannot be taken, with the keys of the texts that say why.
struct WrongAction: Error {
    let fields: [String: String]
}
