import Foundation

/// A node of a mail's body: a leaf with encoded content, or parts within parts (RFC 2046).
indirect enum MIMEPart {
    case leaf(headers: [String], content: String)
    case multipart(subtype: String, parts: [MIMEPart])

    /// Text, base64 or quoted-printable, whichever is shorter: Chinese triples in quoted-printable.
    static func text(_ text: String, subtype: String) -> MIMEPart {
        let quoted = QuotedPrintable.encode(text)
        let bytes = LineEnds.normalized(text)
        let isShorter = quoted.utf8.count <= bytes.count * 4 / 3
        return .leaf(
            headers: [
                "Content-Type: text/\(subtype); charset=utf-8",
                "Content-Transfer-Encoding: \(isShorter ? "quoted-printable" : "base64")",
            ],
            content: isShorter ? quoted : base64(bytes))
    }

    /// A file, shown within the HTML when it has a content id and `inline` is set.
    static func file(_ file: MailFile, inline: Bool) -> MIMEPart {
        var headers = [
            "Content-Type: \(file.mediaType)" + ParameterValue.encode("name", file.filename),
            "Content-Transfer-Encoding: base64",
            "Content-Disposition: \(inline ? "inline" : "attachment")"
                + ParameterValue.encode("filename", file.filename),
        ]
        if let contentID = file.contentID { headers.append("Content-ID: <\(contentID)>") }
        return .leaf(headers: headers, content: base64(file.bytes))
    }

    /// Several parts under one roof; a single part needs none.
    static func wrap(_ subtype: String, _ parts: [MIMEPart]) -> MIMEPart {
        parts.count == 1 ? parts[0] : .multipart(subtype: subtype, parts: parts)
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString(options: [
            .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
        ])
    }
}
