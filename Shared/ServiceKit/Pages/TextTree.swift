internal import Mustache

/// Texts as templates see them: `{{t.kiosk.title}}` walks down by the dots of the key.
struct TextTree: MustacheParent, Sendable {
    static let empty = TextTree(children: [:], path: "")

    private enum Node: Sendable {
        case text(String)
        case template(MustacheTemplate)
        case branch(TextTree)
    }
    private let children: [String: Node]
    private let path: String

    private init(children: [String: Node], path: String) {
        self.children = children
        self.path = path
    }

    init(_ texts: [String: String]) throws {
        try self.init(texts.map { (key: $0.key.split(separator: ".").map(String.init)[...], text: $0.value) }, path: "")
    }

    private init(_ texts: [(key: ArraySlice<String>, text: String)], path: String) throws {
        var children: [String: Node] = [:]
        for (name, group) in Dictionary(grouping: texts, by: { $0.key.first ?? "" }) {
            let place = path.isEmpty ? name : "\(path).\(name)"
            if let leaf = group.first(where: { $0.key.count <= 1 }) {
                guard group.count == 1 else {
                    throw PageError("the text key '\(place)' is also the beginning of others")
                }
                children[name] = try Self.leaf(leaf.text, place)
            } else {
                children[name] = .branch(try TextTree(group.map { ($0.key.dropFirst(), $0.text) }, path: place))
            }
        }
        self.init(children: children, path: path)
    }

    /// A text, a template or a branch; a missing text shows its key, so that it is seen.
    func child(named name: String) -> Any? {
        switch children[name] {
        case .text(let text): text
        case .template(let template): template
        case .branch(let tree): tree
        case nil: "[\(path.isEmpty ? name : "\(path).\(name)")]"
        }
    }

    private static func leaf(_ text: String, _ place: String) throws -> Node {
        guard text.contains("{{") else { return .text(text) }
        do {
            return .template(try MustacheTemplate(string: text))
        } catch {
            throw PageError("the text '\(place)' is not a template: \(error)")
        }
    }
}
