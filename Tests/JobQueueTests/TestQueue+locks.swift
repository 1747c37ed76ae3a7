import Postgres
import TestKit

extension TestQueue {
    /// How many statements that contain this wait for somebody's lock.
    func lockWaits(of statement: String) async throws -> Int {
        try await int("SELECT count(*) FROM (\(Self.waiting(statement))) w")
    }

    /// Ends the connections on which such statements wait.
    func endLockWaits(of statement: String) async throws {
        try await TestDatabase.current.client().execute(
            "SELECT pg_terminate_backend(pid) FROM (\(Self.waiting(statement))) w")
    }

    private static func waiting(_ statement: String) -> SQL {
        """
        SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE \("%\(statement)%")
        """
    }
}
