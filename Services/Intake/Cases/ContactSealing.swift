import Models
import ServiceKit

/// Seals a party's name and addresses for the database and for messages, and opens them for the few who may read them.
struct ContactSealing: Sendable {
    private let sealing: Sealing
    private let search: SearchHash

    init(_ keys: SealingKeys) {
        sealing = Sealing(keys)
        search = SearchHash(keys)
    }

    /// A party whose every field is sealed, masked, and hashed for search.
    func party(of id: CaseID, _ draft: CheckedDraft) throws -> Party {
        Party(
            caseID: id, name: try sealing.seal(draft.name), phone: try draft.phone.map { try sealing.seal($0.value) },
            email: try draft.email.map { try sealing.seal($0.value) },
            idNumber: try draft.idNumber.map { try sealing.seal($0.value) },
            phoneHash: draft.phone.map { phoneHash($0) },
            idHash: draft.idNumber.map { search.hash($0.value, field: "id_number") },
            maskedName: Masking.name(draft.name), maskedPhone: draft.phone.map { Masking.phone($0.value) },
            maskedEmail: draft.email.map { Masking.email($0.value) },
            maskedIDNumber: draft.idNumber.map { Masking.residentID($0.value) }, language: draft.language)
    }

    /// A caller of the hotline.
    func party(of id: CaseID, name: String, phone: PhoneNumber?) throws -> Party {
        Party(
            caseID: id, name: try sealing.seal(name), phone: try phone.map { try sealing.seal($0.value) },
            phoneHash: phone.map { phoneHash($0) }, maskedName: Masking.name(name),
            maskedPhone: phone.map { Masking.phone($0.value) }, language: .chinese)
    }

    /// What a phone number is found by.
    func phoneHash(_ phone: PhoneNumber) -> [UInt8] { search.hash(phone.value, field: "phone") }

    /// What an ID number is found by.
    func idHash(_ number: ResidentID) -> [UInt8] { search.hash(number.value, field: "id_number") }

    /// What a tracking code is recognised by, bound to its case.
    func trackingHash(_ code: TrackingCode, of number: String) -> [UInt8] {
        search.hash(code.value, field: "tracking_code/\(number)")
    }

    /// The party's data in full.
    func reveal(_ party: Party) throws -> RevealedParty {
        RevealedParty(
            name: try sealing.open(party.name), phone: try party.phone.map { try sealing.open($0) },
            email: try party.email.map { try sealing.open($0) },
            idNumber: try party.idNumber.map { try sealing.open($0) })
    }
}
