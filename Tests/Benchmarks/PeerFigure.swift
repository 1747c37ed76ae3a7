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
    /// Why it was not measured, in the last round that failed; nil if every round was.
    let missing: String?

    /// Of the samples of one peer.
    init(_ samples: [PeerSample]) {
        let rates = samples.compactMap(\.answer.rate)
        peer = samples[0].peer
        version = samples.compactMap(\.answer.version).first
        jobs = samples.compactMap(\.answer.jobs).first
        (least, most) = (rates.min(), rates.max())
        median = rates.isEmpty ? nil : rates.median
        ratio =
            rates.isEmpty ? nil : samples.compactMap { sample in sample.answer.rate.map { sample.ours / $0 } }.median
        missing = samples.compactMap(\.answer.missing).last
    }

    /// As in the table.
    var name: String {
        "  \(peer)\(version.map { " \($0)" } ?? "")\(jobs.map { ", \($0) jobs" } ?? "")"
    }
}
