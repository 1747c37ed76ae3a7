import Foundation
import Models
import ServiceKit

/// Where a contact can be reached on a channel: the sealed address, its mask for people and its hash for look-ups.
struct Addressee: Sendable {
    let channel: NotificationChannel
    let sealed: SealedText
    let masked: String
    let hash: [UInt8]
}

/// Finds the addresses of a contact. Nothing that was opened leaves it.
struct AddressBook: Sendable {
    /// Stands for an address that is not there.
    static let nobody = [UInt8](repeating: 0, count: 32)

    let sealing: Sealing
    let hashing: SearchHash

    /// The contact's addresses, mail first. A landline takes no text messages and is left out.
    func addressees(of contact: SealedContact) throws -> [Addressee] {
        var found: [Addressee] = []
        if let email = contact.email {
            let (address, sealed) = try trimmed(email)
            found.append(
                Addressee(
                    channel: .email, sealed: sealed, masked: Masking.email(address),
                    hash: hashing.hash(address, field: "email")))
        }
        if let phone = contact.phone {
            let number = try sealing.open(phone)
            if (try? PhoneNumber(number))?.kind != .landline {
                found.append(
                    Addressee(
                        channel: .sms, sealed: phone, masked: Masking.phone(number),
                        hash: hashing.hash(number, field: "phone")))
            }
        }
        return found
    }

    // MARK: - Private

    /// An address without blanks at its ends: they make no other recipient, and a mail server refuses them.
    private func trimmed(_ sealed: SealedText) throws -> (String, SealedText) {
        let text = try sealing.open(sealed)
        let address = text.trimmingCharacters(in: .whitespaces)
        return (address, address == text ? sealed : try sealing.seal(address))
    }
}
