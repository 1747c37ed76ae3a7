/// One thing that is measured, in a database of its own.
protocol Measure: Sendable {
    /// As given to `--only`.
    var name: String { get }
    /// Measures, and measures the bare statements beside it.
    func run(_ bench: Bench) async throws -> [Figure]
}
