import Postgres
import TestKit

extension PostgresClient {
    /// A client of the current test's database with a table `t` of numbers, `a`.
    static func withNumbers(
        _ table: SQL = "CREATE TABLE t (a int PRIMARY KEY)", poolSize: Int = 4
    ) async throws -> PostgresClient {
        let client = try TestDatabase.current.client { $0.poolSize = poolSize }
        try await client.execute(table)
        return client
    }

    /// What is in it.
    func numbers() async throws -> [Int] {
        try await query("SELECT a FROM t ORDER BY a").map { try $0.decode(Int.self) }
    }
}
