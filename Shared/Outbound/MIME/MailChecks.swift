/// Refuses what would change a mail's structure. Everything that ends up in a header or in the envelope passes here.
enum MailChecks {
    static func check(_ mail: Mail) throws(MailError) {
        for (field, value) in texts(of: mail) where value.utf8.contains(where: breaksLines) {
            throw MailError(.headerInjection, field: field)
        }
        try checkAddress(mail.from.address, field: "From")
        try checkAddress(mail.to.address, field: "To")
        guard isMessageID(mail.messageID) else { throw MailError(.malformedMessageID, field: "Message-ID") }
        for field in mail.headers.fields where !isFieldName(field.name) {
            throw MailError(.malformedField, field: "header name")
        }
        for file in mail.inlineImages + mail.attachments {
            guard isMediaType(file.mediaType) else { throw MailError(.malformedField, field: "media type") }
            guard isContentID(file.contentID ?? "x") else { throw MailError(.malformedField, field: "content id") }
        }
    }

    // MARK: - Private

    private static func texts(of mail: Mail) -> [(String, String)] {
        let files = mail.inlineImages + mail.attachments
        return [
            ("From", mail.from.name ?? ""), ("From", mail.from.address), ("To", mail.to.name ?? ""),
            ("To", mail.to.address), ("Subject", mail.subject), ("Message-ID", mail.messageID),
        ] + mail.headers.fields.flatMap { [("header name", $0.name), ($0.name, $0.value)] }
            + files.flatMap {
                [("filename", $0.filename), ("media type", $0.mediaType), ("content id", $0.contentID ?? "")]
            }
    }

    private static func breaksLines(_ byte: UInt8) -> Bool { byte == 0x0D || byte == 0x0A || byte == 0 }

    /// `local@domain` of RFC 5321 without quoted local parts and without SMTPUTF8: what the halls' servers all take.
    private static func checkAddress(_ address: String, field: String) throws(MailError) {
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, address.utf8.count <= 254,
            address.utf8.allSatisfy({ isPrintable($0) && !"()<>[]:;,\\\"".utf8.contains($0) })
        else { throw MailError(.malformedAddress, field: field) }
    }

    private static func isMessageID(_ text: String) -> Bool {
        text.hasPrefix("<") && text.hasSuffix(">") && text.utf8.count <= 250 && isContentID(text.dropFirst().dropLast())
            && text.contains("@")
    }

    private static func isContentID(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { isPrintable($0) && !"<>()\"\\,;".utf8.contains($0) }
    }

    private static func isFieldName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { isPrintable($0) && $0 != 0x3A }
    }

    private static func isMediaType(_ text: String) -> Bool {
        text.utf8.count(where: { $0 == 0x2F }) == 1
            && text.utf8.allSatisfy { isPrintable($0) && !"()<>@,;:\\\"[]?=".utf8.contains($0) }
    }

    private static func isPrintable(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F }
}
