/// A party's data in full; shown only after the look was written to the ledger.
struct RevealedParty: Hashable, Sendable {
    var name: String
    var phone: String?
    var email: String?
    var idNumber: String?
}
