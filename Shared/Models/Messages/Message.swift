/// What travels through the queue: a payload that knows its kind, its version and the queue it belongs to.
///
/// A *job* asks one service to act; an *event* says what happened and may interest anybody. Payloads are additive: a field
/// is added as optional, never renamed or removed, and the stored form of each is pinned by a golden JSON file. They carry
/// identifiers, masked display data and sealed contacts, never raw personal data.
public protocol Message: Codable, Sendable {
    /// The stored name of the payload's type, such as `intake.case.accepted`. Never renamed: a new meaning gets a new kind.
    static var kind: String { get }
    /// The version of the payload's shape, from 1. A worker leaves newer versions than its own for a newer worker.
    static var version: Int { get }
    /// The queue that messages of this kind are appended to.
    static var queue: QueueName { get }
    /// Reads the JSON of a payload of this version or an older one. A type whose older payloads had another shape reads
    /// them here as a type of their own and makes itself from that.
    ///
    /// - Throws: `DecodingError`, without a value of the text.
    static func read(_ json: [UInt8], version: Int) throws -> Self
}

extension Message {
    /// Payloads begin at version 1.
    public static var version: Int { 1 }

    /// Every version is read as the present type: fields were only added, as optional ones.
    public static func read(_ json: [UInt8], version: Int) throws -> Self {
        try MessageCoding.decode(Self.self, from: json)
    }
}
