/// An enhanced status code (RFC 3463), such as 5.1.1: bad destination mailbox address.
public struct EnhancedStatus: Hashable, Sendable, CustomStringConvertible {
    /// 2 success, 4 temporary, 5 permanent.
    public let kind: Int
    /// 1 address, 2 mailbox, 3 system, 4 network, 5 protocol, 6 content, 7 policy.
    public let subject: Int
    /// The detail.
    public let detail: Int

    /// Reads the code at the beginning of a reply's text; nil where there is none.
    public init?(leading text: some StringProtocol) {
        let numbers = text.prefix { $0 != " " }.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 3, let kind = numbers[0], let subject = numbers[1], let detail = numbers[2],
            [2, 4, 5].contains(kind), (0...999).contains(subject), (0...999).contains(detail)
        else { return nil }
        self.kind = kind
        self.subject = subject
        self.detail = detail
    }

    /// The dotted form.
    public var description: String { "\(kind).\(subject).\(detail)" }
}
