import Models
import ServiceKit

/// Somebody a summary goes to: the address sealed, and its keyed hash, by which the same address is known again.
struct Recipient: Sendable {
    let hash: [UInt8]
    let contact: SealedContact

    /// Seals an address.
    init(
        _ email: EmailAddress, name: String? = nil, language: Language, sealing: Sealing, searchHash: SearchHash
    ) throws {
        hash = searchHash.hash(email.value, field: "email")
        contact = SealedContact(
            maskedName: name.map(Masking.name) ?? Masking.email(email.value),
            name: try name.map { try sealing.seal($0) },
            email: try sealing.seal(email.value), language: language)
    }

    /// Opens a contact that came in a message only to find its hash; the address is not kept.
    init?(_ contact: SealedContact, sealing: Sealing, searchHash: SearchHash) throws {
        guard let sealed = contact.email else { return nil }
        hash = searchHash.hash(try sealing.open(sealed), field: "email")
        self.contact = contact
    }

    /// Takes over what is stored of a subscriber.
    init(hash: [UInt8], contact: SealedContact) {
        self.hash = hash
        self.contact = contact
    }
}
