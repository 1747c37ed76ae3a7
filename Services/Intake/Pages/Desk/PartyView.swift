import Models
import ServiceKit

/// Who asks: masked, or in full after a reason was given.
enum PartyView {
    /// The form that asks for the reason.
    struct Reveal {
        let open: Bool
        let reason: FieldBox
    }

    static func facts(_ file: CaseFile, _ party: RevealedParty?, _ words: PageWords) -> [CaseView.Fact] {
        let facts: [(String, String?)] = [
            ("desk.party.name", party?.name ?? file.row.maskedName),
            ("desk.party.phone", party?.phone ?? file.maskedPhone),
            ("desk.party.email", party?.email ?? file.maskedEmail),
            ("desk.party.id", party?.idNumber ?? file.maskedIDNumber),
            ("desk.party.language", words("language.\(file.language.rawValue)")),
        ]
        return facts.compactMap { key, value in value.map { CaseView.Fact(name: words(key), value: $0) } }
    }

    static func reveal(isReasonMissing: Bool, _ words: PageWords) -> Reveal {
        var reason = FieldBox("reason", label: words("desk.reveal.reason"), limit: 200)
        reason.hint = words("desk.reveal.reason_hint")
        reason.error = isReasonMissing ? words("wrong.reason") : nil
        return Reveal(open: isReasonMissing, reason: reason)
    }
}
