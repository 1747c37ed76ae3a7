/// How the text of a setting becomes a value.
public struct SettingParser<Value: Sendable>: Sendable {
    /// What would be right, for messages and `--help`: `1-65535`.
    public let expected: String
    /// Reads the text; throws the reason why it cannot.
    public let parse: @Sendable (String) throws(SettingRefusal) -> Value

    /// Makes a parser of a description and a function.
    public init(_ expected: String, _ parse: @escaping @Sendable (String) throws(SettingRefusal) -> Value) {
        self.expected = expected
        self.parse = parse
    }
}

/// Why the text of a setting was refused, without the text: `is not a whole number`.
public struct SettingRefusal: Error, Equatable {
    /// The rest of a sentence that begins with the value.
    public let reason: String

    /// Refuses with a reason.
    public init(_ reason: String) { self.reason = reason }
}

extension SettingParser where Value == String {
    /// Any text.
    public static var text: Self { SettingParser("text") { text throws(SettingRefusal) in text } }

    /// One of the given words.
    public static func word(_ words: [String]) -> Self {
        SettingParser("one of \(words.joined(separator: ", "))") { text throws(SettingRefusal) in
            guard words.contains(text) else { throw SettingRefusal("is not known") }
            return text
        }
    }
}

extension SettingParser where Value == Int {
    /// A whole number within a range.
    public static func integer(in range: ClosedRange<Int>) -> Self {
        SettingParser("\(range.lowerBound)-\(range.upperBound)") { text throws(SettingRefusal) in
            guard let number = Int(text) else { throw SettingRefusal("is not a whole number") }
            guard range.contains(number) else { throw SettingRefusal("is out of range") }
            return number
        }
    }
}

extension SettingParser where Value == Double {
    /// A number within a range.
    public static func number(in range: ClosedRange<Double>) -> Self {
        SettingParser("\(range.lowerBound)-\(range.upperBound)") { text throws(SettingRefusal) in
            guard let number = Double(text), number.isFinite else { throw SettingRefusal("is not a number") }
            guard range.contains(number) else { throw SettingRefusal("is out of range") }
            return number
        }
    }
}

extension SettingParser where Value == Bool {
    /// `true` or `false`; `yes`, `no`, `1` and `0` are understood too.
    public static var boolean: Self {
        SettingParser("true or false") { text throws(SettingRefusal) in
            switch text.lowercased() {
            case "true", "yes", "1": return true
            case "false", "no", "0": return false
            default: throw SettingRefusal("is neither true nor false")
            }
        }
    }
}

extension SettingParser where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the enumeration's raw values.
    public static var choice: Self {
        let words = Value.allCases.map(\.rawValue).joined(separator: ", ")
        return SettingParser("one of \(words)") { text throws(SettingRefusal) in
            guard let value = Value(rawValue: text) else { throw SettingRefusal("is not known") }
            return value
        }
    }
}
