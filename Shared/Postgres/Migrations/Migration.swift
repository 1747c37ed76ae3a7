/// One step of a schema, embedded in the binary. Steps go forward only and are never edited after their release.
public struct Migration: Sendable, Hashable {
    /// Position in the schema's history, from 1 on without gaps.
    public let version: Int
    /// What it does, as in the file's name.
    public let name: String
    /// SQL text in UTF-8, of any number of statements.
    public let sql: [UInt8]

    /// Describes a step, usually from `PackageResources.m0001_name_sql`.
    public init(_ version: Int, _ name: String, _ sql: [UInt8]) {
        self.version = version
        self.name = name
        self.sql = sql
    }

    /// Its SQL under a line with its name, for a reader.
    public var text: String {
        "-- \(version) \(name)\n\n\(String(decoding: sql, as: UTF8.self))"
    }
}
