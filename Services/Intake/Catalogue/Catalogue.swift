import Foundation
import Models
import Postgres

/// What can be asked for, and where: service items, divisions and departments.
struct Catalogue: Sendable {
    let client: PostgresClient
    let cache: ReferenceCache

    /// The current items by category, then code.
    func items(kioskOnly: Bool = false) async throws -> [ServiceItem] {
        try await reference().items.values
            .filter { $0.kiosk || !kioskOnly }
            .sorted { ($0.category, $0.code) < ($1.category, $1.code) }
    }

    func item(_ code: String) async throws -> ServiceItem? {
        try await reference().items[code]
    }

    /// The divisions below `parent`, or all of them, by code.
    func regions(under parent: String? = nil) async throws -> [Region] {
        try await reference().regions.values
            .filter { parent == nil || $0.parent == parent }
            .sorted { $0.code < $1.code }
    }

    func region(_ code: String) async throws -> Region? {
        try await reference().regions[code]
    }

    /// A division and those it lies in, the largest first: league, banner, sumu.
    func path(of code: String) async throws -> [Region] {
        let regions = try await reference().regions
        var path: [Region] = []
        var next = regions[code]
        while let region = next, path.count < RegionLevel.allCases.count {
            path.insert(region, at: 0)
            next = region.parent.flatMap { regions[$0] }
        }
        return path
    }

    /// The departments of the catalogue by their Chinese names, for filters and dispatch.
    func departments() async throws -> [String] {
        try await reference().departments
    }

    /// The day by the database's clock.
    func today(in zone: TimeZone) async throws -> LocalDate {
        LocalDate(try await client.query("SELECT now()")[0].decode(Date.self), in: zone)
    }

    func reference() async throws -> Reference {
        try await cache.current(on: client)
    }
}
