import Models
import ServiceKit

/// A kind of request in own words, as a tile or a choice.
struct KindView {
    private static let icons: [CaseKind: String] = [
        .consultation: "question", .help: "help", .suggestion: "idea", .complaint: "complaint",
        .unresolved: "blocked", .thanks: "thanks",
    ]

    let code: String
    let name: String
    let explanation: String
    let icon: String
    var chosen = false

    init(_ kind: CaseKind, _ words: PageWords, chosen: Bool = false) {
        code = kind.rawValue
        name = words.kind(kind)
        explanation = words("kind_hint.\(kind.rawValue)")
        icon = Self.icons[kind] ?? "other"
        self.chosen = chosen
    }
}
