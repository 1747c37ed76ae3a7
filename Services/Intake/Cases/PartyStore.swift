import Models
import Postgres

/// Reads and writes parties; only sealed forms, masks and hashes reach the database.
struct PartyStore: Sendable {
    func insert(_ party: Party, in transaction: Transaction) async throws {
        try await transaction.executeLater(
            """
            INSERT INTO intake.party (case_id, name, phone, email, id_number, phone_hash, id_hash, masked_name,
                masked_phone, masked_email, masked_id_number, language)
            VALUES (\(party.caseID), \(party.name.rawValue), \(party.phone?.rawValue), \(party.email?.rawValue),
                \(party.idNumber?.rawValue), \(party.phoneHash), \(party.idHash), \(party.maskedName),
                \(party.maskedPhone), \(party.maskedEmail), \(party.maskedIDNumber), \(party.language.rawValue))
            """)
    }

    func party(of id: CaseID, on executor: some PostgresExecutor) async throws -> Party? {
        try await executor.query(
            """
            SELECT case_id, name, phone, email, id_number, phone_hash, id_hash, masked_name, masked_phone, masked_email,
                masked_id_number, language
            FROM intake.party WHERE case_id = \(id)
            """
        ).first.map(Party.init(row:))
    }
}

extension Party {
    /// Reads the columns that `PartyStore` selects.
    init(row: Row) throws {
        func sealed(_ column: String) throws -> SealedText? {
            try row.decode(column, as: String?.self).map(SealedText.init(rawValue:))
        }
        self.init(
            caseID: try row.decode("case_id"), name: SealedText(rawValue: try row.decode("name")),
            phone: try sealed("phone"),
            email: try sealed("email"), idNumber: try sealed("id_number"), phoneHash: try row.decode("phone_hash"),
            idHash: try row.decode("id_hash"), maskedName: try row.decode("masked_name"),
            maskedPhone: try row.decode("masked_phone"), maskedEmail: try row.decode("masked_email"),
            maskedIDNumber: try row.decode("masked_id_number"), language: try row.raw("language") ?? .chinese)
    }
}
