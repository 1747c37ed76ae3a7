import Foundation
import Models
import ServiceKit

/// The names that pages give to kinds, states and limits.
extension PageWords {
    func kind(_ kind: CaseKind) -> String { self("kind.\(kind.rawValue)") }

    func skill(_ skill: HelpSkill) -> String { self("skill.\(skill.rawValue)") }

    func channel(_ channel: Channel) -> String { self("channel.\(channel.rawValue)") }

    func state(_ state: CaseState) -> String { self("state.\(state.rawValue)") }

    func outcome(_ outcome: ReplyOutcome) -> String { self("outcome.\(outcome.rawValue)") }

    /// A limit in the notation of `TimeLimit`; an empty one is not set by law.
    func limit(_ text: String) -> String {
        text.isEmpty ? self("limit.none") : (try? TimeLimit(text))?.text(in: language) ?? text
    }

    /// What a category of the catalogue is called; a name that the texts do not know is shown as it is.
    func category(_ category: String) -> String {
        let key = "category.\(category)"
        return renderer.texts.keys.contains(key) ? self(key) : category
    }
}
