import Models

/// Who asks in a case (申请人): addresses sealed, masks for display, keyed hashes for search.
struct Party: Hashable, Sendable {
    var caseID: CaseID
    var name: SealedText
    var phone: SealedText?
    var email: SealedText?
    var idNumber: SealedText?
    var phoneHash: [UInt8]?
    var idHash: [UInt8]?
    var maskedName: String
    var maskedPhone: String?
    var maskedEmail: String?
    var maskedIDNumber: String?
    var language: Language

    /// How notices reach the party.
    var contact: SealedContact {
        SealedContact(maskedName: maskedName, name: name, email: email, phone: phone, language: language)
    }

    /// Whether there is any way to send a notice.
    var isReachable: Bool { phone != nil || email != nil }
}
