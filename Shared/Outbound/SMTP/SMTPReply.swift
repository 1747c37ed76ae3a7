/// A reply of a mail server, all its lines in one.
public struct SMTPReply: Hashable, Sendable, CustomStringConvertible {
    /// The three-digit code.
    public let code: Int
    /// The enhanced code, where the server gives one.
    public let enhanced: EnhancedStatus?
    /// The text after the codes, lines joined by a blank. It may name the recipient.
    public let text: String

    init(code: Int, lines: [String]) {
        self.code = code
        let status = lines.lazy.compactMap { EnhancedStatus(leading: $0) }.first
        enhanced = status
        text = lines.map { line in
            guard let status, line.hasPrefix("\(status) ") else { return line }
            return String(line.dropFirst("\(status) ".count))
        }.joined(separator: " ")
    }

    /// The codes; the text is left out, because it may name the recipient.
    public var description: String { "\(code)" + (enhanced.map { " \($0)" } ?? "") }
}
