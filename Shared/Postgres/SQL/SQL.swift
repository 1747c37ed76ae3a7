/// A statement with its bound values. `"SELECT … WHERE id = \(id)"` binds `id`; it is never pasted into the text.
///
/// `\(unescaped: text)` and `\(identifier: name)` are the spelled-out exceptions. Strings are sent with an unspecified
/// type in text format, so that the server reads them as whatever the place needs (enum, jsonb, interval …).
public struct SQL: Sendable, ExpressibleByStringInterpolation {
    /// The text with `$1`, `$2` … in the place of values.
    public internal(set) var text: String
    var parameters: Parameters

    /// A statement without values.
    public init(stringLiteral text: String) {
        self.text = text
        parameters = Parameters()
    }

    /// A statement from a literal with interpolated values.
    public init(stringInterpolation: StringInterpolation) {
        text = stringInterpolation.text
        parameters = stringInterpolation.parameters
    }

    /// A statement from text that the program itself has made; the caller answers for its content.
    public init(unescaped text: String) {
        self.init(stringLiteral: text)
    }

    /// How many values are bound.
    public var parameterCount: Int { parameters.slots.count }

    /// Both statements, one after the other; the second one's placeholders are renumbered.
    public static func + (left: SQL, right: SQL) -> SQL {
        var sum = left
        sum += right
        return sum
    }

    /// Appends a statement; its placeholders are renumbered.
    public static func += (left: inout SQL, right: SQL) {
        let start = left.text.utf8.count
        let taken = left.parameters.slots.count
        left.text += taken == 0 ? right.text : right.renumbered(by: taken)
        left.parameters.append(right.parameters)
        left.parameters.moveMarkers(from: taken, in: left.text, start: start)
    }

    private func renumbered(by count: Int) -> String {
        var result = ""
        var position = text.startIndex
        for (index, slot) in parameters.slots.enumerated() {
            let marker = text.utf8.index(text.startIndex, offsetBy: Int(slot.marker))
            result += text[position..<marker]
            result += "$\(index + 1 + count)"
            position = text.utf8.index(marker, offsetBy: "$\(index + 1)".utf8.count)
        }
        return result + text[position...]
    }
}

extension SQL: CustomStringConvertible, CustomReflectable {
    /// The text, without the values.
    public var description: String { text }

    /// Nothing of the values.
    public var customMirror: Mirror { Mirror(self, children: ["text": text]) }
}

extension Sequence where Element == SQL {
    /// The statements with a separator between each two.
    public func joined(separator: SQL = ", ") -> SQL {
        var result: SQL?
        for element in self {
            result = result.map { $0 + separator + element } ?? element
        }
        return result ?? ""
    }
}
