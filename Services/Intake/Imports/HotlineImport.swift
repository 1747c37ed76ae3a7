import Foundation
import JobQueue
import Models
import Postgres
import ServiceKit

/// Takes a hotline's export, body by body, each in one transaction: all of its good rows become cases or, after a failure,
/// none; sent again, it adds nothing that is there.
struct HotlineImport: Sendable {
    let work: CaseWork
    let configuration: IntakeConfiguration
    let contacts: ContactSealing

    /// The largest body that is taken.
    static let bodyBytesMax = 8 << 20

    func run(_ bytes: [UInt8], firstLine: Int) async throws -> ImportReport {
        let reference = try await work.reference.current(on: work.client)
        let now = try await work.client.query("SELECT clock_timestamp()")[0].decode(Date.self)
        var batch: HotlineBatch
        do {
            batch = try HotlineBatch(bytes, firstLine: firstLine) { header throws(CSVError) in
                try HotlineFormat(header, reference: reference, now: now)
            }
        } catch {
            throw Problem.malformedCSV(error)
        }
        let rows = batch.rows
        guard !rows.isEmpty else { return batch.report }
        let added = try await work.client.withTransaction { transaction in
            try await add(rows, reference, now, in: transaction)
        }
        batch.settle(added: added)
        IntakeMetrics.imported(batch.report)
        return batch.report
    }

    // MARK: - Private

    private func add(
        _ rows: [HotlineRow], _ reference: Reference, _ now: Date, in transaction: Transaction
    ) async throws -> Int {
        let ids = rows.map { _ in CaseID.next() }
        let claimed = try await claim(rows, ids, in: transaction)
        guard !claimed.isEmpty else { return 0 }
        let serials = try await transaction.query(
            "SELECT nextval('intake.case_serial') FROM generate_series(1, \(claimed.count))")
        let limit = configuration.ownWordsLimits.promised
        var cases = HotlineCases(
            contacts: contacts,
            dueTimes: HotlineDueTimes(engine: configuration.engine(reference.calendar), limit: limit),
            now: now)
        cases.reserve(claimed.count)
        var index = 0
        for (row, id) in zip(rows, ids) where claimed.contains(id) {
            try cases.add(row, id: id, serial: try serials[index].decode(column: 0))
            index += 1
        }
        try await write(cases, in: transaction)
        return claimed.count
    }

    /// Takes the external ids that are not taken yet; a concurrent import of the same ids waits here. In order, so that two
    /// imports cannot wait for each other.
    private func claim(_ rows: [HotlineRow], _ ids: [CaseID], in transaction: Transaction) async throws -> Set<CaseID> {
        let taken = try await transaction.query(
            """
            INSERT INTO intake.import_record (source, external_id, case_id)
            SELECT 'hotline', external_id, case_id
            FROM unnest(\(rows.map(\.externalID))::text[], \(ids)) AS t (external_id, case_id)
            ORDER BY external_id COLLATE "C", case_id
            ON CONFLICT DO NOTHING RETURNING case_id
            """)
        return Set(try taken.map { try $0.decode(CaseID.self) })
    }

    private func write(_ cases: HotlineCases, in transaction: Transaction) async throws {
        try await HotlineCopy.parties(cases.parties, in: transaction)
        try await HotlineCopy.cases(cases.records, in: transaction)
        try await work.ledger.copy(cases.entries, in: transaction)
        try await work.queue.enqueue(contentsOf: cases.events, in: transaction)
        try await work.queue.enqueue(delayed: cases.checks, in: transaction)
    }
}
