public import HTTPTypes
public import Hummingbird
public import Models
internal import Mustache
internal import NIOCore

/// Renders pages from templates and texts that are embedded in the binary. Values are escaped for HTML.
///
/// Templates see the properties of the view, the texts as `t`, and the language tag as `lang`; they may include and
/// inherit each other by name.
public struct PageRenderer: Sendable {
    /// The texts, for use outside templates.
    public let texts: TextCatalogue
    private let library: MustacheLibrary
    private let names: Set<String>

    /// Parses templates, by name without extension, and catalogues; throws ``PageError`` at the first that is wrong.
    public init(templates: [String: [UInt8]], texts: [Language: [UInt8]]) throws {
        var library = MustacheLibrary()
        for (name, bytes) in templates.sorted(by: { $0.key < $1.key }) {
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw PageError("the template '\(name)' is not UTF-8")
            }
            do {
                try library.register(text, named: name)
            } catch {
                throw PageError("the template '\(name)' does not parse: \(error)")
            }
        }
        self.library = library
        self.names = Set(templates.keys)
        self.texts = try TextCatalogue(texts)
    }

    /// Renders a template to HTML text.
    public func render(_ name: String, _ view: Any, language: Language) throws -> String {
        guard names.contains(name) else { throw PageError("there is no template '\(name)'") }
        let root = PageRoot(view: view, texts: texts.tree(language), language: language)
        guard let text = library.render(root, withTemplate: name) else {
            throw PageError("the template '\(name)' cannot be rendered")
        }
        return text
    }

    /// A page as a response that is not stored anywhere: pages of a public screen hold people's data.
    public func page(
        _ name: String, _ view: Any, language: Language, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let html = try render(name, view, language: language)
        return Response(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                .contentLanguage: language.rawValue, .vary: "Accept-Language, Cookie",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }

    /// A text with its values put in, for use outside templates.
    public func text(_ key: String, _ language: Language, _ values: [String: any Sendable] = [:]) -> String {
        texts.text(key, language, values)
    }
}

/// What a template sees at the top: the view's properties, `t` and `lang`.
private struct PageRoot: MustacheParent {
    let view: Any
    let texts: TextTree
    let language: Language

    func child(named name: String) -> Any? {
        switch name {
        case "t": texts
        case "lang": language.rawValue
        default: property(name)
        }
    }

    private func property(_ name: String) -> Any? {
        if let parent = view as? any MustacheParent { return parent.child(named: name) }
        var mirror: Mirror? = Mirror(reflecting: view)
        while let current = mirror {
            if let child = current.children.first(where: { $0.label == name }) { return child.value }
            mirror = current.superclassMirror
        }
        return nil
    }
}
