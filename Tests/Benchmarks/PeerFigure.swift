/// What all rounds found of one peer, beside one of our figures.
struct PeerFigure: Encodable {
    let peer: String
    let version: String?
    let jobs: Int?
    let median: Double?
    let least: Double?
    let most: Double?
    /// The median of each round's ratio of ours to the peer.
    let ratio: Double?
    /// The least and the greatest of them.
    let leastRatio: Double?
    let mostRatio: Double?
    let target: Target
    /// Nil if it was not measured.
    let isMet: Bool?
    /// Why it was not measured, in the last round that failed; nil if every round was.
    let missing: String?

    /// Of the samples of one peer.
    init(_ samples: [PeerSample]) {
        let values = samples.compactMap(\.value)
        peer = samples[0].peer
        version = samples.compactMap(\.answer.version).first
        jobs = samples.compactMap(\.answer.jobs).first
        (least, most) = (values.min(), values.max())
        median = values.isEmpty ? nil : values.median
        let ratios = samples.compactMap { sample in sample.value.map { sample.ours / $0 } }
        (ratio, leastRatio, mostRatio) = (ratios.isEmpty ? nil : ratios.median, ratios.min(), ratios.max())
        target = samples[0].target
        isMet = median.map { [target] in target.isMet(value: $0, ratios: ratios) }
        missing = samples.compactMap(\.answer.missing).last
    }

    /// As in the table.
    var name: String {
        "  \(peer)\(version.map { " \($0)" } ?? "")\(jobs.map { ", \($0) jobs" } ?? "")"
    }
}
