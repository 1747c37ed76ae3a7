import Foundation
import Models
import Postgres

/// Writes what events say into `reporting.case_fact`, many cases in one statement.
enum CaseFactStore {
    /// Merges changes into the stored facts, by the same rules as `CaseFactChange.merge`.
    static func merge(_ changes: [CaseFactChange], in transaction: Transaction) async throws {
        let changes = folded(changes)
        guard !changes.isEmpty else { return }
        // A commit that is lost in a crash loses the messages' receipts with it, so they are delivered again: waiting for the
        // disk would buy nothing.
        try await transaction.execute("SET LOCAL synchronous_commit = off")
        try await transaction.execute(insert(changes) + whenKnown)
    }

    /// One change per case, in the order of the ids: concurrent workers then lock rows in the same order.
    static func folded(_ changes: [CaseFactChange]) -> [CaseFactChange] {
        var byCase: [CaseID: CaseFactChange] = [:]
        for change in changes {
            if byCase[change.summary.caseID]?.merge(change) == nil { byCase[change.summary.caseID] = change }
        }
        return byCase.values.sorted { $0.summary.caseID < $1.summary.caseID }
    }

    // MARK: - Private

    private static func insert(_ changes: [CaseFactChange]) -> SQL {
        let summaries = changes.map(\.summary)
        return """
            INSERT INTO reporting.case_fact AS fact (
                case_id, summary_at, summary_rank, number, kind, channel, handling, item_code, region_code, department,
                received_at, statutory_due, promised_due, accepted_at, dispatched_at, signed_at, first_replied_at,
                last_replied_at, reply_outcome, reworked_at, warned_at, promised_breached_at, statutory_breached_at,
                last_closed_at, working_days_used, statutory_working_days, last_message)
            SELECT * FROM unnest(
                \(summaries.map(\.caseID.rawValue))::uuid[], \(changes.map(\.version.at))::timestamptz[],
                \(changes.map(\.version.rank))::int2[], \(summaries.map(\.number))::text[],
                \(summaries.map(\.kind.rawValue))::text[], \(summaries.map(\.channel.rawValue))::text[],
                \(summaries.map(\.handling?.rawValue))::text[], \(summaries.map(\.itemCode))::text[],
                \(summaries.map(\.regionCode))::text[], \(summaries.map(\.department))::text[],
                \(summaries.map(\.receivedAt))::timestamptz[], \(summaries.map(\.statutoryDue))::timestamptz[],
                \(summaries.map(\.promisedDue))::timestamptz[], \(changes.map(\.acceptedAt))::timestamptz[],
                \(changes.map(\.dispatchedAt))::timestamptz[], \(changes.map(\.signedAt))::timestamptz[],
                \(changes.map(\.firstRepliedAt))::timestamptz[], \(changes.map(\.lastReply?.at))::timestamptz[],
                \(changes.map(\.lastReply?.outcome.rawValue))::text[], \(changes.map(\.reworkedAt))::timestamptz[],
                \(changes.map(\.warnedAt))::timestamptz[], \(changes.map(\.promisedBreachedAt))::timestamptz[],
                \(changes.map(\.statutoryBreachedAt))::timestamptz[], \(changes.map(\.lastClosing?.at))::timestamptz[],
                \(changes.map { $0.lastClosing?.workingDaysUsed.map(Int32.init) })::int4[],
                \(changes.map { $0.lastClosing?.statutoryWorkingDays.map(Int32.init) })::int4[],
                \(changes.map(\.lastMessage))::int8[])
            """
    }

    /// LEAST and GREATEST pass over nulls.
    private static let whenKnown: SQL = """

        ON CONFLICT (case_id) DO UPDATE SET
            summary_at = CASE WHEN \(newer) THEN EXCLUDED.summary_at ELSE fact.summary_at END,
            summary_rank = CASE WHEN \(newer) THEN EXCLUDED.summary_rank ELSE fact.summary_rank END,
            number = CASE WHEN \(newer) THEN EXCLUDED.number ELSE fact.number END,
            kind = CASE WHEN \(newer) THEN EXCLUDED.kind ELSE fact.kind END,
            channel = CASE WHEN \(newer) THEN EXCLUDED.channel ELSE fact.channel END,
            handling = CASE WHEN \(newer) THEN EXCLUDED.handling ELSE fact.handling END,
            item_code = CASE WHEN \(newer) THEN EXCLUDED.item_code ELSE fact.item_code END,
            region_code = CASE WHEN \(newer) THEN EXCLUDED.region_code ELSE fact.region_code END,
            department = CASE WHEN \(newer) THEN EXCLUDED.department ELSE fact.department END,
            received_at = CASE WHEN \(newer) THEN EXCLUDED.received_at ELSE fact.received_at END,
            statutory_due = CASE WHEN \(newer) THEN EXCLUDED.statutory_due ELSE fact.statutory_due END,
            promised_due = CASE WHEN \(newer) THEN EXCLUDED.promised_due ELSE fact.promised_due END,
            accepted_at = LEAST(fact.accepted_at, EXCLUDED.accepted_at),
            dispatched_at = LEAST(fact.dispatched_at, EXCLUDED.dispatched_at),
            signed_at = LEAST(fact.signed_at, EXCLUDED.signed_at),
            first_replied_at = LEAST(fact.first_replied_at, EXCLUDED.first_replied_at),
            last_replied_at = GREATEST(fact.last_replied_at, EXCLUDED.last_replied_at),
            reply_outcome = CASE WHEN EXCLUDED.last_replied_at < fact.last_replied_at THEN fact.reply_outcome
                ELSE COALESCE(EXCLUDED.reply_outcome, fact.reply_outcome) END,
            reworked_at = LEAST(fact.reworked_at, EXCLUDED.reworked_at),
            warned_at = LEAST(fact.warned_at, EXCLUDED.warned_at),
            promised_breached_at = LEAST(fact.promised_breached_at, EXCLUDED.promised_breached_at),
            statutory_breached_at = LEAST(fact.statutory_breached_at, EXCLUDED.statutory_breached_at),
            last_closed_at = GREATEST(fact.last_closed_at, EXCLUDED.last_closed_at),
            working_days_used = CASE WHEN \(closesLater) THEN EXCLUDED.working_days_used
                ELSE fact.working_days_used END,
            statutory_working_days = CASE WHEN \(closesLater) THEN EXCLUDED.statutory_working_days
                ELSE fact.statutory_working_days END,
            last_message = GREATEST(fact.last_message, EXCLUDED.last_message)
        """

    private static let newer: SQL =
        "(EXCLUDED.summary_at, EXCLUDED.summary_rank) >= (fact.summary_at, fact.summary_rank)"
    private static let closesLater: SQL =
        "EXCLUDED.last_closed_at >= COALESCE(fact.last_closed_at, '-infinity')"
}
