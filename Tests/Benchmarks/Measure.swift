/// One thing that is measured.
protocol Measure: Sendable {
    /// As given to `--only`.
    var name: String { get }
    /// What other queues are asked for, to stand beside ours.
    var peerTasks: [PeerTask] { get }
    /// Measures ours and the bare statements once, in a database of its own.
    func round(_ bench: Bench) async throws -> [Sample]
}

extension Measure {
    var peerTasks: [PeerTask] { [] }
}

/// What one round found.
struct Sample {
    let name: String
    let unit: String
    let value: Double
    /// What the bare statements reach; nil where nothing compares.
    var bare: Double?
    /// What it is to reach; nil where it is only reported.
    var target: Target?
}
