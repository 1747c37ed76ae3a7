import ServiceKit
import Testing

/// Expects the problem of a type; returns it for a closer look.
@discardableResult
func expectProblem<T>(
    _ type: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> T
) async -> Problem? {
    do {
        _ = try await body()
        Issue.record("expected the problem \(type)", sourceLocation: sourceLocation)
        return nil
    } catch let problem as Problem {
        #expect(problem.type == type, sourceLocation: sourceLocation)
        return problem
    } catch {
        Issue.record("expected the problem \(type), got \(error)", sourceLocation: sourceLocation)
        return nil
    }
}
