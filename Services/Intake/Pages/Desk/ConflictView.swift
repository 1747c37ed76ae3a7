import Models
import ServiceKit

/// What somebody else did to a case in the meantime.
struct ConflictView {
    let changes: [EntryView]
    /// What was typed, where no form on the page still has it.
    let kept: String?

    /// Nil when the refusal has another reason.
    init?(_ refusal: ActionRefusal, _ file: CaseFile, _ words: PageWords) {
        guard refusal.isConflict else { return nil }
        // Each move of a case raises its version by one.
        let moves = file.entries.filter { $0.to != nil }
        let since = max(1, file.row.version - refusal.typed.version)
        changes = moves.suffix(since).map { EntryView($0, words) }
        kept = file.actions.contains(refusal.typed.action) ? nil : refusal.typed.words
    }
}
