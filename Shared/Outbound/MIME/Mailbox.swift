/// A name and an address, as in `张三 <zhang.san@example.org>`.
public struct Mailbox: Hashable, Sendable {
    /// The display name; nil for none.
    public var name: String?
    /// The address, such as `zhang.san@example.org`.
    public var address: String

    /// Assembles a mailbox; the mail that uses it is checked when it is written.
    public init(name: String? = nil, address: String) {
        self.name = name
        self.address = address
    }

    /// Reads `name <address>` or a bare address.
    public init(parsing text: String) {
        guard text.hasSuffix(">"), let open = text.lastIndex(of: "<") else {
            self.init(address: text)
            return
        }
        let name = text[..<open].split(separator: " ").joined(separator: " ")
        self.init(name: name.isEmpty ? nil : name, address: String(text[text.index(after: open)...].dropLast()))
    }
}
