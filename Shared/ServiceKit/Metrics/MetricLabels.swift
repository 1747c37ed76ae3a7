/// The labels of a series, sorted by name, so that the order in which they were given does not matter.
struct MetricLabels: Hashable, Comparable {
    private let pairs: [[String]]

    init(_ dimensions: [(String, String)]) {
        var seen: [String: String] = [:]
        for (name, value) in dimensions { seen[MetricName.label(name)] = value }
        pairs = seen.sorted { $0.key < $1.key }.map { [$0.key, $0.value] }
    }

    private init(pairs: [[String]]) { self.pairs = pairs }

    /// The same labels with every value `other`.
    var folded: MetricLabels { MetricLabels(pairs: pairs.map { [$0[0], "other"] }) }

    static func < (left: Self, right: Self) -> Bool {
        left.pairs.lexicographicallyPrecedes(right.pairs) { $0[0] == $1[0] ? $0[1] < $1[1] : $0[0] < $1[0] }
    }

    /// `{kind="help",outcome="ok"}`, with one more label where given; empty without labels.
    func text(adding extra: (String, String)? = nil) -> String {
        var all = pairs.map { "\($0[0])=\"\(Self.escaped($0[1]))\"" }
        if let (name, value) = extra { all.append("\(name)=\"\(Self.escaped(value))\"") }
        return all.isEmpty ? "" : "{\(all.joined(separator: ","))}"
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for character in value.unicodeScalars.prefix(200) {
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }
}
