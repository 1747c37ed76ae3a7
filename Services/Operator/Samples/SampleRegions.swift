/// The places requests come from, and how often.
struct SampleRegions: Sendable {
    /// A place.
    struct Region: Hashable, Sendable {
        var code: String
        var name: String
    }

    let regions: [Region]
    private let weights: [Int]

    init(_ regions: [Region]) {
        self.regions = regions
        weights = regions.map { Self.leagueWeights[String($0.code.prefix(4))] ?? 4 }
    }

    /// One of them, those of populous leagues more often.
    func draw(_ random: inout SampleRandom) -> Region { regions[random.index(weights: weights)] }

    /// Roughly as the leagues' populations are to each other.
    private static let leagueWeights = [
        "1501": 14, "1502": 11, "1503": 5, "1504": 10, "1505": 9, "1506": 8, "1507": 6, "1508": 6, "1509": 5, "1522": 6,
        "1525": 3, "1529": 2,
    ]
}
