import Postgres

/// What is wrong at the end, by kind, with the messages. Empty when every committed message took effect exactly once.
struct Verdict: Sendable {
    struct Offence: Codable, Sendable, CustomStringConvertible {
        let what: String
        let count: Int
        /// Up to twenty of them: message numbers, or what else tells where to look.
        let examples: [String]

        var description: String { "\(what): \(count), such as \(examples.joined(separator: ", "))" }
    }

    let offences: [Offence]

    /// Compares what was committed with what was done.
    init(_ client: PostgresClient) async throws {
        var offences: [Offence] = []
        for (what, sql) in Self.checks {
            // Of millions of messages, a look at all of them takes a while.
            let options = TransactionOptions(readOnly: true, statementTimeout: .seconds(600))
            let rows = try await client.withTransaction(options) {
                try await $0.query("SELECT count(*) OVER (), x.* FROM (\(sql)) x (example) ORDER BY 2 LIMIT 20")
            }
            guard let first = rows.first else { continue }
            offences.append(
                Offence(
                    what: what, count: try first.decode(column: 0), examples: try rows.map { try $0.decode(column: 1) })
            )
        }
        self.offences = offences
    }
}
