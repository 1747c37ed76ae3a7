internal import JobQueue

/// Lets the messages that a request causes carry its id and trace, so that jobs log with them.
enum MessageTrail {
    static func carrying<T>(
        _ context: BangbanContext, _ body: (BangbanContext) async throws -> T
    ) async throws -> T {
        let headers = MessageHeaders(requestID: context.requestID, traceparent: context.traceparent)
        return try await MessageHeaders.$current.withValue(headers) { try await body(context) }
    }
}
