import Foundation
import Models

/// What pages say of a case beyond its row, read from its ledger.
struct CaseFacts {
    /// The limits that the case was accepted under, in the notation of `TimeLimit`.
    var statutoryLimit: String?
    var promisedLimit: String?
    /// Who sent it in, as the ledger names it.
    let issuer: String?

    init(_ file: CaseFile) {
        issuer = file.entries.first?.actor
        for entry in file.entries where entry.action == .accept || entry.action == .followUp {
            let payload = LedgerWords(entry)
            statutoryLimit = payload.statutoryLimit ?? statutoryLimit
            promisedLimit = payload.promisedLimit ?? promisedLimit
        }
    }
}

/// The parts of a ledger entry's payload that pages show.
struct LedgerWords: Decodable {
    var department: String?
    var outcome: String?
    var text: String?
    var clock: String?
    var threshold: String?
    var helperName: String?
    var statutoryLimit: String?
    var promisedLimit: String?
    var statutoryDue: String?
    var promisedDue: String?
    var previousStatutoryDue: String?
    var previousPromisedDue: String?

    private enum CodingKeys: String, CodingKey {
        case department
        case outcome
        case text
        case clock
        case threshold
        case helperName = "helper_name"
        case statutoryLimit = "statutory_limit"
        case promisedLimit = "promised_limit"
        case statutoryDue = "statutory_due"
        case promisedDue = "promised_due"
        case previousStatutoryDue = "previous_statutory_due"
        case previousPromisedDue = "previous_promised_due"
    }

    /// Reads an entry's payload; what it does not have stays nil.
    init(_ entry: LedgerEntry) {
        let parsed = try? JSONDecoder().decode(Self.self, from: Data(entry.payload.utf8))
        self = parsed ?? Self()
    }

    private init() {}
}
