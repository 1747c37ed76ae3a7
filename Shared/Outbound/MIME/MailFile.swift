/// A file in a mail: attached, or shown inside the HTML.
public struct MailFile: Hashable, Sendable {
    /// The file's name as the reader sees it; any Unicode.
    public var filename: String
    /// The media type, such as `image/png`.
    public var mediaType: String
    /// The content id without angle brackets (RFC 2392), for an image that the HTML shows as `cid:…`.
    public var contentID: String?
    /// The content.
    public var bytes: [UInt8]

    /// Assembles a file.
    public init(filename: String, mediaType: String, contentID: String? = nil, bytes: [UInt8]) {
        self.filename = filename
        self.mediaType = mediaType
        self.contentID = contentID
        self.bytes = bytes
    }
}
