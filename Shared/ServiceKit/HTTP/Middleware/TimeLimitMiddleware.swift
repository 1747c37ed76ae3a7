public import Hummingbird

/// Cancels a request that takes longer than allowed and answers 504.
public struct TimeLimitMiddleware: RouterMiddleware {
    /// The context of our routers.
    public typealias Context = BangbanContext

    private let limit: Duration

    /// Allows each request this long until its response begins.
    public init(_ limit: Duration) { self.limit = limit }

    /// Handles a request.
    public func handle(
        _ request: Request, context: BangbanContext, next: (Request, BangbanContext) async throws -> Response
    ) async throws -> Response {
        try await withoutActuallyEscaping(next) { next in
            // The group ends before this function returns, so the closure does not outlive its call.
            nonisolated(unsafe) let next = next
            return try await withThrowingTaskGroup(of: Response?.self) { group in
                group.addTask { try await next(request, context) }
                group.addTask {
                    try await Task.sleep(for: limit)
                    return nil
                }
                defer { group.cancelAll() }
                guard let first = try await group.next(), let response = first else { throw Problem.timedOut() }
                return response
            }
        }
    }
}
