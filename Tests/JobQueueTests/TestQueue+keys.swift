import Postgres
import TestKit

extension TestQueue {
    /// Ordering keys that lie in one partition.
    func keysOfOnePartition(_ count: Int) async throws -> [String] {
        try await client.query(
            """
            SELECT 'key ' || n FROM generate_series(1, 1000) n
            WHERE queue.lane_partition(queue.ordered_lane(1, 'key ' || n)) = 7 LIMIT \(Int32(count))
            """
        ).map { try $0.decode() }
    }
}
