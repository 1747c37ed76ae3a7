public import Models

/// The identity of a stored content; what an `AttachmentReference` in a message refers to.
public typealias AttachmentID = Identifier<AttachmentReference>

/// A stored content.
public struct Attachment: Sendable {
    /// Its identity.
    public let id: AttachmentID
    /// The media type it was stored with.
    public let mediaType: String
    /// The content.
    public let bytes: [UInt8]
}
