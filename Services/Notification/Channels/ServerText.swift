/// What another system said, made fit to be kept: the recipient's address masked, control characters gone, length bounded.
enum ServerText {
    private static let longest = 500

    static func mask(_ text: String, address: String, with masked: String) -> String {
        let line = String(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) })
        guard !address.isEmpty else { return String(line.prefix(longest)) }
        return String(replaceAll(line, address, with: masked).prefix(longest))
    }

    /// Case does not matter: `Zhang@Example.org` is `zhang@example.org`.
    private static func replaceAll(_ text: String, _ address: String, with masked: String) -> String {
        let lower = text.lowercased()
        guard lower.count == text.count else { return lower.replacing(address.lowercased(), with: masked) }
        var result = ""
        var position = text.startIndex
        for range in lower.ranges(of: address.lowercased()) {
            let start = text.index(
                text.startIndex, offsetBy: lower.distance(from: lower.startIndex, to: range.lowerBound))
            result += text[position..<start] + masked
            position = text.index(start, offsetBy: address.count)
        }
        return result + text[position...]
    }
}
