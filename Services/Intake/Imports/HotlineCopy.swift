import Models
import Postgres

/// Writes the rows of an import by binary COPY.
enum HotlineCopy {
    static func parties(_ parties: [Party], in transaction: Transaction) async throws {
        try await transaction.copyIn(
            """
            COPY intake.party (case_id, name, phone, phone_hash, masked_name, masked_phone, language)
            FROM STDIN (FORMAT binary)
            """
        ) { writer in
            for party in parties {
                try await writer.row(
                    party.caseID, party.name.rawValue, party.phone?.rawValue, party.phoneHash, party.maskedName,
                    party.maskedPhone, party.language.rawValue)
            }
        }
    }

    static func cases(_ records: [CaseRecord], in transaction: Transaction) async throws {
        try await transaction.copyIn(
            """
            COPY intake.intake_case (id, number, kind, channel, handling, region_code, received_at, summary, content,
                state, department, accepted_at, promised_due, warn_at, due_version, replied_at, outcome,
                closed_at, version, entry_count, head_hash)
            FROM STDIN (FORMAT binary)
            """
        ) { writer in
            for record in records {
                try await writer.row(
                    record.id, record.number, record.kind.rawValue, record.channel.rawValue,
                    record.handling?.rawValue, record.regionCode, record.receivedAt, record.summary,
                    record.content, record.state.rawValue, record.department, record.acceptedAt, record.promisedDue,
                    record.warnAt, Int32(record.dueVersion), record.repliedAt, record.outcome?.rawValue,
                    record.closedAt, Int32(record.version), Int32(record.chain.count), record.chain.head)
            }
        }
    }
}
