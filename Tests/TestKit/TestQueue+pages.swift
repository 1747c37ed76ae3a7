import Foundation
public import Postgres

extension TestQueue {
    /// How many pages a statement reads when nobody disturbs it.
    ///
    /// The first calls of a session read the catalogue, and so do those after any change to a catalogue of the cluster, of which
    /// other tests make many: it is asked again until it stays within the bound, or for a minute.
    public func pages(within bound: Int, _ statement: SQL) async throws -> Int {
        var fewest = Int.max
        let end = ContinuousClock.now + .seconds(60)
        while fewest >= bound, ContinuousClock.now < end {
            let plan: JSONText = try await client.query("EXPLAIN (ANALYZE, BUFFERS, FORMAT json) " + statement)[0]
                .decode()
            fewest = min(fewest, try JSONDecoder().decode([Plan].self, from: Data(plan.bytes))[0].plan.pages)
        }
        return fewest
    }
}

private struct Plan: Codable {
    struct Node: Codable {
        var sharedHitBlocks: Int
        var sharedReadBlocks: Int
        var pages: Int { sharedHitBlocks + sharedReadBlocks }
        enum CodingKeys: String, CodingKey {
            case sharedHitBlocks = "Shared Hit Blocks"
            case sharedReadBlocks = "Shared Read Blocks"
        }
    }

    var plan: Node

    enum CodingKeys: String, CodingKey {
        case plan = "Plan"
    }
}
