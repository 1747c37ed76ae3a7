import Hummingbird
import Models
import Postgres
import ServiceKit

/// Helpers as an operator sees and loads them.
struct HelperController: Sendable {
    /// The most bytes of a helpers file.
    private static let sizeLimit = 8 << 20

    let postgres: PostgresClient
    let helpers: HelperStore

    struct Loaded: ResponseEncodable {
        var loaded: Int
    }

    struct Listing: ResponseEncodable {
        var helpers: [ListedHelper]
    }

    /// `PUT /v1/operator/helpers`: a CSV file of helpers; each is added, or changed where its external id is known. One wrong
    /// row refuses the file, naming line and column, and changes nothing.
    @Sendable func replace(_ request: Request, _ context: BangbanContext) async throws -> Loaded {
        try MediaTypeCheck.require("text/csv", of: request)
        let bytes = try await request.bodyBytes(upTo: Self.sizeLimit)
        let parsed = try Self.parse(bytes)
        try await postgres.withTransaction { transaction in
            for helper in parsed { try await helpers.upsert(helper, in: transaction) }
        }
        return Loaded(loaded: parsed.count)
    }

    /// `GET /v1/operator/helpers`: all helpers, masked, with what they carry now.
    @Sendable func list(_ request: Request, _ context: BangbanContext) async throws -> Listing {
        Listing(helpers: try await helpers.list(postgres))
    }

    private static func parse(_ bytes: [UInt8]) throws -> [Helper] {
        do {
            let table = try CSVTable(bytes, required: HelperRow.columns)
            return try table.rows.map { try HelperRow(row: $0).helper() }
        } catch let error as CSVError {
            throw Problem.malformed("The helpers file was not taken over: \(error)")
        }
    }
}
