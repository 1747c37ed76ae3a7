import Foundation

/// What all rounds found of one thing: medians, and the range, so that one sees the noise.
struct Figure: Encodable {
    let name: String
    let unit: String
    let median: Double
    let least: Double
    let most: Double
    let bareMedian: Double?
    let bareLeast: Double?
    let bareMost: Double?
    /// The median of each round's ratio of ours to the bare statements.
    let ratio: Double?
    /// What it is to reach; nil where it is only reported.
    let target: Target?
    let isMet: Bool?
    /// The peers that did the same; nil without `--peers`.
    let peers: [PeerFigure]?

    /// Of the samples of one name.
    init(_ samples: [Sample], peers: [PeerSample] = []) {
        let values = samples.map(\.value)
        let bare = samples.compactMap(\.bare)
        name = samples[0].name
        unit = samples[0].unit
        (median, least, most) = (values.median, values.min() ?? .nan, values.max() ?? .nan)
        bareMedian = bare.isEmpty ? nil : bare.median
        (bareLeast, bareMost) = (bare.min(), bare.max())
        let ratios = samples.compactMap { sample in sample.bare.map { sample.value / $0 } }
        ratio = ratios.isEmpty ? nil : ratios.median
        target = samples[0].target
        isMet = target.map { [median] in $0.isMet(value: median, ratios: ratios) }
        let groups = peers.map(\.peer).uniqued.map { peer in peers.filter { $0.peer == peer } }
        self.peers = groups.isEmpty ? nil : groups.map(PeerFigure.init)
    }

    static func json(_ figures: [Figure]) throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return String(decoding: try encoder.encode(figures), as: UTF8.self)
    }

    static func table(_ figures: [Figure]) -> String {
        let beside = figures.contains { $0.peers != nil } ? "bare SQL or peer" : "bare SQL"
        let rows =
            [["measure", "unit", "ours", "(range)", beside, "(range)", "ratio", "target"]] + figures.flatMap(\.rows)
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }.joined(separator: "  ")
        }
        return (lines + figures.flatMap(\.gaps)).joined(separator: "\n")
    }

    // MARK: - Private

    private var rows: [[String]] {
        [
            [name, unit, Self.text(median), Self.range(least, most)]
                + Self.comparison(bareMedian, bareLeast, bareMost, ratio) + [Self.text(target, isMet)]
        ]
            + (peers ?? []).filter { $0.median != nil }.map { peer in
                [peer.name, unit, "", ""] + Self.comparison(peer.median, peer.least, peer.most, peer.ratio)
                    + [Self.text(peer.target, peer.isMet)]
            }
    }

    private var gaps: [String] {
        (peers ?? []).compactMap { peer in peer.missing.map { "\(name): \(peer.peer) was not measured: \($0)" } }
    }

    private static func comparison(_ median: Double?, _ least: Double?, _ most: Double?, _ ratio: Double?) -> [String] {
        guard let median, let least, let most, let ratio else { return ["", "", ""] }
        return [text(median), range(least, most), String(format: "%.2f", ratio)]
    }

    private static func range(_ least: Double, _ most: Double) -> String { "\(text(least))–\(text(most))" }

    private static func text(_ target: Target?, _ isMet: Bool?) -> String {
        target.map { $0.text(isMet: isMet ?? false) } ?? ""
    }

    private static func text(_ value: Double) -> String {
        String(format: value < 100 ? "%.2f" : "%.0f", value)
    }
}

extension [String] {
    /// Each once, in the order of its first occurrence.
    var uniqued: [String] { enumerated().filter { firstIndex(of: $1) == $0 }.map(\.element) }
}

extension [Double] {
    var median: Double {
        let sorted = sorted()
        guard !isEmpty else { return .nan }
        return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    }

    func percentile(_ percent: Int) -> Double {
        let sorted = sorted()
        return isEmpty ? .nan : sorted[Swift.min(count - 1, count * percent / 100)]
    }
}
