/// A large content that a message refers to instead of carrying it: the bytes lie in the queue's attachment store,
/// written in the same transaction as the message (the *claim check* pattern).
public struct AttachmentReference: Hashable, Codable, Sendable {
    /// Where the bytes are: the key that `JobQueue.attachment(_:)` takes.
    public var id: Identifier<AttachmentReference>
    /// The file name shown to the reader, such as `周报-2024-W28.pdf`.
    public var filename: String
    /// The media type, such as `application/pdf`.
    public var mediaType: String
    /// For an image shown inside an HTML mail: the content id without angle brackets (RFC 2392). Nil for a file.
    public var contentID: String?

    /// Refers to content that was attached to the queue.
    public init(
        id: Identifier<AttachmentReference>, filename: String, mediaType: String, contentID: String? = nil
    ) {
        self.id = id
        self.filename = filename
        self.mediaType = mediaType
        self.contentID = contentID
    }
}
