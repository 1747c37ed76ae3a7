import Models
import Postgres

/// The file of divisions: `code,name,level,parent`.
enum RegionFile {
    static let columns = ["code", "name", "level", "parent"]

    static func read(_ bytes: [UInt8]) throws(CSVError) -> [Region] {
        let table = try CSVTable(bytes, required: columns)
        var codes: Set<String> = []
        var regions: [Region] = []
        for row in table.rows {
            let code = row["code"]
            guard (2...12).contains(code.utf8.count), code.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw row.error("code", "is not a division code of 2 to 12 digits")
            }
            guard codes.insert(code).inserted else { throw row.error("code", "stands in the file twice") }
            guard let level = RegionLevel(rawValue: row["level"]) else {
                throw row.error("level", "is none of \(RegionLevel.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            guard !row["name"].isEmpty, row["name"].count <= 100 else {
                throw row.error("name", "is empty or longer than 100 characters")
            }
            let parent = row["parent"].isEmpty ? nil : row["parent"]
            regions.append(Region(code: code, name: row["name"], level: level, parent: parent))
        }
        for (region, row) in zip(regions, table.rows) {
            if let parent = region.parent, !codes.contains(parent) {
                throw row.error("parent", "is not in the file")
            }
        }
        return regions
    }

    static func write(_ changes: ReferenceChanges<Region, String>, in transaction: Transaction) async throws {
        let rows = changes.added + changes.changed
        try await transaction.execute(
            """
            INSERT INTO intake.region AS r (code, name, level, parent)
            SELECT code, name, level, nullif(parent, '') FROM unnest(\(rows.map(\.code))::text[],
                \(rows.map(\.name))::text[], \(rows.map(\.level.rawValue))::text[], \(rows.map { $0.parent ?? "" })::text[])
                AS t (code, name, level, parent)
            ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name, level = EXCLUDED.level, parent = EXCLUDED.parent,
                withdrawn = false
            """)
        try await transaction.execute(
            "UPDATE intake.region SET withdrawn = true WHERE code = ANY(\(changes.gone.map(\.code)))")
    }
}
