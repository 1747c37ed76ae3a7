import Hummingbird
import ServiceKit

extension WebConsole {
    /// What holds the cleanup horizon back, and how large the queue's tables are.
    @Sendable
    func health(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try await signedIn(request) { visit in
            let holders = try await desk.horizonHolders(20)
            let seesAll = try await desk.seesAllSessions()
            let view = View(
                holders: holders.map { Holder($0, visit.words) }, anyHolders: !holders.isEmpty,
                isBlind: !seesAll, nobody: holders.isEmpty && seesAll,
                tables: try await desk.tableSizes().map { Table($0, visit.words) })
            return try show("health", view, visit, request, address: "/health")
        }
    }

    private struct View {
        let holders: [Holder]
        let anyHolders: Bool
        let isBlind: Bool
        let nobody: Bool
        let tables: [Table]
    }

    private struct Holder {
        let kind: String
        let name: String
        let transactions: String
        let age: String?
        let tone: String
        let database: String?
        let owner: String?
        let detail: String?

        init(_ holder: QueueDesk.HorizonHolder, _ words: PageWords) {
            kind = words("health.holder_\(holder.kind)")
            name = holder.name
            transactions = Figure.count(Int(holder.transactions))
            age = holder.age.map { words.span($0) }
            // An hour of dead rows is felt; five minutes are worth a look. Slots have no age, but their transactions tell.
            let isLate = (holder.age ?? 0) > 3600 || holder.transactions > 10_000_000
            let isWarned = (holder.age ?? 0) > 300 || holder.transactions > 1_000_000
            tone = isLate ? "late" : isWarned ? "warn" : "rest"
            database = holder.database
            owner = holder.owner
            detail = holder.detail.flatMap { $0.isEmpty ? nil : $0 }
        }
    }

    private struct Table {
        let name: String
        let size: String
        let indexes: String
        let rows: String
        let dead: String
        let cleaned: String?

        init(_ table: QueueDesk.TableSize, _ words: PageWords) {
            name = table.name
            size = Figure.megabytes(Int(table.bytes))
            indexes = Figure.megabytes(Int(table.indexBytes))
            rows = Figure.count(Int(table.rows))
            dead = Figure.count(Int(table.deadRows))
            cleaned = table.cleanedAt.map { words.plain($0) }
        }
    }
}
