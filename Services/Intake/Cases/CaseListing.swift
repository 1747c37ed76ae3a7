import Foundation
import Models
import Postgres
import ServiceKit

/// Reads cases for lists and for the desk.
struct CaseListing: Sendable {
    let client: PostgresClient
    let contacts: ContactSealing
    let timeZone: TimeZone

    private static let selection: SQL =
        "SELECT " + CaseRecord.columns + """
            , p.masked_name, p.masked_phone, p.masked_email, p.masked_id_number, p.language, r.name AS region_name,
            i.name_zh AS item_name_zh, i.name_en AS item_name_en, now() AS now
            FROM intake.intake_case c
            JOIN intake.party p ON p.case_id = c.id
            LEFT JOIN intake.region r ON r.code = c.region_code
            LEFT JOIN intake.service_item i ON i.code = c.item_code AND i.version = c.item_version
            """

    /// The newest cases that the filter takes, after its cursor.
    func list(_ filter: CaseFilter) async throws -> CasePage {
        let limit = min(max(filter.limit, 1), CaseFilter.limitMax)
        let conditions = try CaseConditions(contacts: contacts).conditions(filter)
        let query =
            Self.selection + " WHERE " + conditions.joined(separator: " AND ")
            + " ORDER BY c.received_at DESC, c.id DESC LIMIT \(limit + 1)"
        let rows = try await client.query(query).map(CaseRow.init(row:))
        let page = Array(rows.prefix(limit))
        return CasePage(rows: page, next: rows.count > limit ? page.last.map { CaseCursor($0).text } : nil)
    }

    func counts() async throws -> CaseCounts {
        let states = try await client.query("SELECT state, count(*) FROM intake.intake_case GROUP BY state")
            .map { try $0.decode(String.self, Int64.self) }
        let running = try await client.query(
            "SELECT " + CaseConditions.colour + ", count(*) FROM intake.intake_case c WHERE " + CaseConditions.isRunning
                + " GROUP BY 1"
        ).map { try $0.decode(String.self, Int64.self) }
        var counts = CaseCounts(byState: [:], byColour: [:])
        for (name, count) in states { CaseState(rawValue: name).map { counts.byState[$0] = Int(count) } }
        for (name, count) in running { DueColour(rawValue: name).map { counts.byColour[$0] = Int(count) } }
        return counts
    }

    func row(_ id: CaseID) async throws -> CaseRow {
        guard let row = try await client.query(Self.selection + " WHERE c.id = \(id)").first else {
            throw Problem.caseUnknown
        }
        return try CaseRow(row: row)
    }

    /// A case with its whole ledger.
    func open(_ id: CaseID) async throws -> CaseFile {
        guard let row = try await client.query(Self.selection + " WHERE c.id = \(id)").first else {
            throw Problem.caseUnknown
        }
        let record = try CaseRecord(row: row)
        return CaseFile(
            row: try CaseRow(row: row), content: record.content, maskedPhone: try row.decode("masked_phone"),
            maskedEmail: try row.decode("masked_email"), maskedIDNumber: try row.decode("masked_id_number"),
            language: try row.raw("language") ?? .chinese,
            entries: try await LedgerStore().entries(of: id, on: client), outcome: record.outcome,
            replyText: record.replyText, followUp: record.followUp, followUpAttempts: record.followUpAttempts,
            reworks: record.reworks, actions: record.progress(in: timeZone).actions)
    }
}

extension CaseRow {
    /// Reads the columns that `CaseListing` selects.
    init(row: Row) throws {
        let record = try CaseRecord(row: row)
        let now = try row.decode("now", as: Date.self)
        self.init(
            id: record.id, number: record.number, state: record.state,
            colour: DueColour(record, at: now), kind: record.kind, channel: record.channel,
            handling: record.handling, itemCode: record.itemCode, itemNameZh: try row.decode("item_name_zh"),
            itemNameEn: try row.decode("item_name_en"), helpSkill: record.helpSkill, summary: record.summary,
            regionCode: record.regionCode, regionName: try row.decode("region_name"), department: record.department,
            maskedName: try row.decode("masked_name"), helperName: record.helperName, receivedAt: record.receivedAt,
            acceptedAt: record.acceptedAt, statutoryDue: record.statutoryDue, promisedDue: record.promisedDue,
            repliedAt: record.repliedAt, closedAt: record.closedAt, version: record.version,
            asOf: now)
    }
}
