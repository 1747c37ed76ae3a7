public import Foundation

/// A mail as it arrived, read by Python's `email` package: an oracle that shares no code with the writer.
public struct CaughtMail: Sendable {
    /// One leaf of the mail's tree of parts.
    public struct Part: Decodable, Sendable {
        /// The media type, such as `text/plain`.
        public let type: String
        /// The multiparts it lies in, outermost first, such as `multipart/mixed`.
        public let path: [String]
        /// `inline`, `attachment`, or nil.
        public let disposition: String?
        /// The file's name, decoded.
        public let filename: String?
        /// The content id with its angle brackets.
        public let contentID: String?
        /// The content, decoded.
        public let bytes: Data
        /// The content as UTF-8 text.
        public var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    private struct Parsed: Decodable {
        let headers: [String: String]
        let parts: [Part]
        let defects: [String]
        let from: String
        let to: [String]
        let tls: Bool
        let login: String?
        let size: Int
    }

    /// The file it is kept in.
    public let file: URL
    /// The mail as it came, byte by byte.
    public let raw: Data
    private let parsed: Parsed

    /// Reads a mail that the catcher kept.
    public init(file: URL) throws {
        self.file = file
        raw = try Data(contentsOf: file)
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = ["-c", Self.reader, file.path()]
        process.standardOutput = output
        try process.run()
        let json = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        parsed = try JSONDecoder().decode(Parsed.self, from: json)
    }

    /// A header's value, decoded; nil where there is none.
    public func header(_ name: String) -> String? { parsed.headers[name.lowercased()] }
    /// The subject, decoded.
    public var subject: String { header("subject") ?? "" }
    /// The Message-ID.
    public var messageID: String { header("message-id") ?? "" }
    /// The leaves in order.
    public var parts: [Part] { parsed.parts }
    /// What the reader found wrong with the mail; empty for a good one.
    public var defects: [String] { parsed.defects }
    /// The envelope's sender.
    public var envelopeSender: String { parsed.from }
    /// The envelope's recipients.
    public var envelopeRecipients: [String] { parsed.to }
    /// Whether it came over TLS.
    public var isEncrypted: Bool { parsed.tls }
    /// Who had signed in; nil for nobody.
    public var login: String? { parsed.login }

    /// The first leaf of a media type.
    public func part(_ type: String) -> Part? { parts.first { $0.type == type } }

    private static let reader = #"""
        import base64, email, email.policy, json, sys
        path = sys.argv[1]
        mail = email.message_from_binary_file(open(path, "rb"), policy=email.policy.default)
        parts, defects = [], []
        def walk(part, above):
            defects.extend(map(repr, part.defects))
            for name, value in part.items():
                defects.extend(f"{name}: {defect!r}" for defect in getattr(value, "defects", ()))
            if part.is_multipart():
                for child in part.iter_parts():
                    walk(child, above + [part.get_content_type()])
            else:
                content = part.get_content() if part.get_content_maintype() == "text" else part.get_payload(decode=True)
                content = content.encode() if isinstance(content, str) else content
                parts.append({"type": part.get_content_type(), "path": above, "disposition": part.get_content_disposition(),
                              "filename": part.get_filename(), "contentID": part["content-id"],
                              "bytes": base64.b64encode(content).decode()})
        walk(mail, [])
        facts = json.load(open(path[:-4] + ".json"))
        print(json.dumps(facts | {"headers": {name.lower(): str(value) for name, value in mail.items()}, "parts": parts,
                                  "defects": defects}))
        """#
}
