public import Postgres
public import Testing

/// Gives each test a database of its own, see ``TestDatabase``.
public struct TestDatabaseTrait: TestTrait, SuiteTrait, TestScoping {
    let migrators: [Migrator]

    /// A suite's trait is applied to each of its tests.
    public var isRecursive: Bool { true }

    /// Makes the database, runs the test, drops the database.
    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let cluster = try await TestDatabaseCluster.shared()
        let database = try await cluster.makeDatabase(migrators)
        do {
            try await TestDatabase.$bound.withValue(database) { try await function() }
        } catch {
            try? await cluster.drop(database)
            throw error
        }
        try await cluster.drop(database)
    }
}

extension Trait where Self == TestDatabaseTrait {
    /// A database of the test's own, with `deploy/roles.sql` and these migrations applied.
    public static func database(_ migrators: Migrator...) -> Self {
        TestDatabaseTrait(migrators: migrators)
    }
}
