public import Mustache

/// What one page shows: named values, looked for in each part in turn. A part is a value with properties or a dictionary.
public struct PageView: MustacheParent {
    private let parts: [Any]

    /// Looks in these parts, the first one first.
    public init(_ parts: Any...) { self.parts = parts }

    /// A value of the first part that has it.
    public func child(named name: String) -> Any? {
        for part in parts {
            if let value = Self.value(name, of: part) { return value }
        }
        return nil
    }

    private static func value(_ name: String, of part: Any) -> Any? {
        if let parent = part as? any MustacheParent { return parent.child(named: name) }
        guard let value = Mirror(reflecting: part).children.first(where: { $0.label == name })?.value else {
            return nil
        }
        // An absent optional must look absent: mustache takes any value for true.
        let mirror = Mirror(reflecting: value)
        return mirror.displayStyle == .optional ? mirror.children.first?.value : value
    }
}
