import Foundation

/// JSON text cut into its values, in the order of the text. Nothing is copied out of it before somebody asks.
final class JSONTree {
    enum Kind: UInt8 {
        case null, `true`, `false`, number, string, array, object
    }

    /// A value, or the name of a member, which stands right before the member's value.
    struct Node {
        var kind: Kind
        /// Whether a string has escapes.
        var isEscaped = false
        /// Where the value is in the text; a string without its quotation marks.
        var start: Int32
        var end: Int32
        /// The node after the value and all that is in it.
        var next: Int32 = 0
    }

    let bytes: [UInt8]
    let nodes: [Node]

    /// Reads a text.
    init(_ bytes: [UInt8]) throws {
        var parser = JSONParser(bytes)
        nodes = try parser.parse()
        self.bytes = bytes
    }

    /// The text of a number or a string.
    func string(_ index: Int) throws -> String {
        let node = nodes[index]
        if node.isEscaped { return try JSONEscapes.unescape(bytes[Int(node.start)..<Int(node.end)]) }
        return bytes.withUnsafeBufferPointer {
            String(decoding: $0[Int(node.start)..<Int(node.end)], as: UTF8.self)
        }
    }

    /// The value of an object's member, by its name in Swift's way or, verbatim, as it stands there.
    func member(_ name: String, isVerbatim: Bool, of object: Int) -> Int? {
        var name = name
        return name.withUTF8 { name in
            var index = object + 1
            while index < Int(nodes[object].next) {
                if isName(index, name, isVerbatim: isVerbatim) { return index + 1 }
                index = Int(nodes[index + 1].next)
            }
            return nil
        }
    }

    /// Where a value is, as names and numbers from the top: for errors.
    func path(to index: Int) -> [any CodingKey] {
        var path: [any CodingKey] = []
        var current = 0
        while current < index, let step = step(from: current, towards: index) {
            path.append(step.key)
            current = step.node
        }
        return path
    }

    // MARK: - Private

    private func isName(_ index: Int, _ name: UnsafeBufferPointer<UInt8>, isVerbatim: Bool) -> Bool {
        let node = nodes[index]
        guard !node.isEscaped else {
            var text = (try? string(index)) ?? ""
            return text.withUTF8 { isSame(name, $0[...], isVerbatim) }
        }
        return bytes.withUnsafeBufferPointer { isSame(name, $0[Int(node.start)..<Int(node.end)], isVerbatim) }
    }

    private func isSame(
        _ name: UnsafeBufferPointer<UInt8>, _ text: Slice<UnsafeBufferPointer<UInt8>>, _ isVerbatim: Bool
    ) -> Bool {
        isVerbatim ? text.elementsEqual(name) : SnakeCase.matches(name, text)
    }

    private func step(from parent: Int, towards index: Int) -> (key: JSONPathKey, node: Int)? {
        let isObject = nodes[parent].kind == .object
        var child = parent + 1
        var position = 0
        while child < Int(nodes[parent].next) {
            let value = isObject ? child + 1 : child
            if index < Int(nodes[value].next) {
                return (isObject ? JSONPathKey((try? string(child)) ?? "") : JSONPathKey(position), value)
            }
            child = Int(nodes[value].next)
            position += 1
        }
        return nil
    }
}

/// A step to a value: the name of a member or the position of an element.
struct JSONPathKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(_ name: String) { (stringValue, intValue) = (name, nil) }
    init(_ position: Int) { (stringValue, intValue) = (String(position), position) }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { self.init(intValue) }
}
