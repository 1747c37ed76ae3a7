import Crypto
import Models

extension CaseChange {
    /// Begins the ledger (提交): what was asked, with a digest of its words, so that a changed text is found as well.
    mutating func submit(by actor: String, externalID: String? = nil) {
        move(.submit, to: .submitted, by: actor, payload: record.submission(externalID: externalID))
        outbox.add(CaseSubmitted(summary: record.eventSummary, at: now))
    }
}

extension CaseRecord {
    /// The payload of the first ledger entry.
    func submission(externalID: String? = nil) -> LedgerPayload {
        var payload = LedgerPayload()
        payload.add("number", number)
        payload.add("kind", kind.rawValue)
        payload.add("channel", channel.rawValue)
        payload.add("handling", handling?.rawValue)
        payload.add("item_code", itemCode)
        if let itemVersion { payload.add("item_version", itemVersion) }
        payload.add("help_skill", helpSkill?.rawValue)
        payload.add("region_code", regionCode)
        payload.add("external_id", externalID)
        payload.add("words_sha256", wordsDigest)
        return payload
    }

    /// SHA-256 of summary and content, a zero byte between them, in hexadecimal.
    var wordsDigest: String {
        var bytes = Array(summary.utf8)
        bytes.append(0)
        bytes.append(contentsOf: content.utf8)
        return HexDigits.text(SHA256.hash(data: bytes))
    }
}
