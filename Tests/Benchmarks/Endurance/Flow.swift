/// Work that is added and taken off at the same pace: what the figures over time are of.
protocol Flow: Sendable {
    /// Adds what is taken off only later.
    func fill(_ count: Int) async throws
    /// Adds and takes off for so long, and leaves no less waiting than there was; how many messages a second were taken off.
    func run(seconds: Int) async throws -> Double
    /// Of tables and indexes, on disk.
    func bytes() async throws -> Double
    func end() async
}
