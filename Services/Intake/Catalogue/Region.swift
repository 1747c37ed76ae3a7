/// An administrative division (行政区划).
struct Region: Codable, Hashable, Sendable {
    /// GB/T 2260 or street code.
    var code: String
    var name: String
    var level: RegionLevel
    /// The division it belongs to; nil for the autonomous region itself.
    var parent: String?
}
