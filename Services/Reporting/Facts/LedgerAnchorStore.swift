import Models
import Postgres
import ServiceKit

/// Reporting's copy of the ledger's anchors, as Intake told of them.
enum LedgerAnchorStore {
    /// Keeps what is new; the first word about a day holds.
    static func insert(_ events: [LedgerAnchored], in transaction: Transaction) async throws {
        for event in events {
            try await transaction.execute(
                """
                INSERT INTO reporting.ledger_anchor (day, root, taken_at)
                VALUES (\(event.day), \(event.root), \(event.at)) ON CONFLICT DO NOTHING
                """)
        }
    }

    /// The newest anchor; nil where none was told of.
    static func latest(_ database: some PostgresExecutor) async throws -> LedgerAnchorFigure? {
        try await database.query("SELECT day, root FROM reporting.ledger_anchor ORDER BY day DESC LIMIT 1").first.map {
            let (day, root) = try $0.decode(LocalDate.self, String.self)
            return LedgerAnchorFigure(day: day.description, root: root)
        }
    }
}
