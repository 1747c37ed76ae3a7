public import Testing

/// Waits until a condition holds, asking every few milliseconds, and fails the test when it does not within the limit. Only for
/// what gives no signal, such as a view of the server.
public func eventually(
    within limit: Duration = .seconds(120), _ what: String = "the condition",
    sourceLocation: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < deadline else {
            Issue.record("\(what) did not come to hold within \(limit)", sourceLocation: sourceLocation)
            return
        }
        try await Task.sleep(for: .milliseconds(5))
    }
}
