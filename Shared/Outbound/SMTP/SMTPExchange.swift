/// Hands a mail over to libcurl and keeps what the server says.
final class SMTPExchange: CurlExchange {
    private static let longestText = 2000
    private static let mostReplies = 64
    private static let longestFarewell = Duration.seconds(2)

    let mail: [UInt8]
    private(set) var stage = SMTPStage.greeting
    private(set) var replies: [SMTPReply] = []
    private var lines: [String] = []
    private var offset = 0
    private var leftAt: ContinuousClock.Instant?

    /// A server that does not answer QUIT is left standing after a moment.
    var goesOn: Bool { leftAt.map { $0.duration(to: .now) < Self.longestFarewell } ?? true }

    init(mail: [UInt8]) { self.mail = mail }

    func received(header line: UnsafeRawBufferPointer) {
        let text = String(decoding: line.prefix(Self.longestText), as: UTF8.self)
        guard leftAt == nil, let code = Int(text.prefix(3)), code >= 200 else { return }
        let rest = text.dropFirst(3)
        lines.append(String(rest.dropFirst().prefix { !$0.isNewline }))
        if rest.first == "-" && lines.count < Self.mostReplies { return }
        replies.append(SMTPReply(code: code, lines: lines))
        lines = []
        if replies.count > Self.mostReplies { replies.removeFirst() }
    }

    func provideBody(into buffer: UnsafeMutableRawBufferPointer) -> CurlSupply {
        let count = min(buffer.count, mail.count - offset)
        buffer.copyBytes(from: mail[offset..<offset + count])
        offset += count
        if offset == mail.count { stage = .content }
        return .bytes(count)
    }

    func sent(command: UnsafeRawBufferPointer) {
        if let next = SMTPStage(command: command) { stage = next }
        if command.starts(with: "QUIT".utf8) { leftAt = leftAt ?? .now }
    }
}
