import Models
import ServiceKit

/// The forms of what can be done with a case now, filled with what was typed before.
struct ActionForms {
    /// One action's form.
    struct Form {
        let action: String
        let title: String
        let explanation: String
        let version: Int
        let choices: [Choices]
        let fields: [FieldBox]
        let button: String
        let main: Bool
    }

    /// A set of outcomes to choose from.
    struct Choices {
        let choiceLabel: String
        let choiceError: String?
        let options: [ChoiceView]
    }

    static let offered: [CaseAction] = [.accept, .dispatch, .sign, .reply, .followUp, .close]

    let file: CaseFile
    let refusal: ActionRefusal?
    let words: PageWords

    var all: [Form] {
        Self.offered.filter(file.actions.contains).enumerated().map { form($0.element, isFirst: $0.offset == 0) }
    }

    // MARK: - Private

    private func form(_ action: CaseAction, isFirst: Bool) -> Form {
        let key = "desk.act.\(action.rawValue)"
        return Form(
            action: action.rawValue, title: words(key), explanation: words("\(key)_means"), version: file.row.version,
            choices: choices(action), fields: fields(action), button: words(key), main: isFirst)
    }

    private func choices(_ action: CaseAction) -> [Choices] {
        let options: [(String, String)]
        switch action {
        case .reply: options = ReplyOutcome.allCases.map { ($0.rawValue, words.outcome($0)) }
        case .followUp: options = FollowUpOutcome.allCases.map { ($0.rawValue, words("follow_up.\($0.rawValue)")) }
        default: return []
        }
        let typed = typed(action)
        return [
            Choices(
                choiceLabel: words("desk.act.\(action.rawValue)_outcome"),
                choiceError: wrong("outcome", action),
                options: options.map { ChoiceView(value: $0.0, name: $0.1, chosen: $0.0 == typed?.outcome) })
        ]
    }

    private func fields(_ action: CaseAction) -> [FieldBox] {
        switch action {
        case .dispatch:
            var department = box("department", "desk.act.dispatch_field", action, limit: 200)
            department.value = typed(action)?.department ?? file.row.department ?? ""
            department.suggestions = "departments"
            return [department, note(action)]
        case .reply:
            var text = box("text", "desk.act.reply_text", action, limit: TypedAction.textMax)
            text.value = typed(action)?.text ?? ""
            text.multiline = true
            return [text]
        case .followUp, .close:
            return [note(action)]
        default:
            return []
        }
    }

    private func note(_ action: CaseAction) -> FieldBox {
        var note = box("note", "desk.act.note", action, limit: TypedAction.noteMax)
        note.value = typed(action)?.note ?? ""
        note.optional = true
        return note
    }

    private func box(_ key: String, _ label: String, _ action: CaseAction, limit: Int) -> FieldBox {
        var box = FieldBox(key, id: "\(action.rawValue)-\(key)", label: words(label), limit: limit)
        box.error = wrong(key, action)
        return box
    }

    private func typed(_ action: CaseAction) -> TypedAction? {
        refusal?.typed.action == action ? refusal?.typed : nil
    }

    private func wrong(_ field: String, _ action: CaseAction) -> String? {
        guard typed(action) != nil else { return nil }
        return refusal?.wrongs[field].map { words($0) }
    }
}
