public import Foundation
import Synchronization

/// What an OTLP receiver answers. The spans of a request that is not answered with 200 are not kept.
public struct TraceReply: Sendable {
    /// The status code.
    public var status: Int
    /// `Retry-After`.
    public var retryAfter: String?
    /// JSON.
    public var body: String

    /// `200` and an empty object, unless told otherwise.
    public init(_ status: Int = 200, retryAfter: String? = nil, body: String = "{}") {
        self.status = status
        self.retryAfter = retryAfter
        self.body = body
    }
}

/// What an OTLP receiver was sent.
public final class TraceInbox: Sendable {
    private struct State {
        var replies: [TraceReply]
        var spans: [ReceivedSpan] = []
        var bodies: [Data] = []
        var authorization: String?
    }

    private let state: Mutex<State>
    private let bell: AsyncStream<Void>
    private let ringing: AsyncStream<Void>.Continuation

    init(_ replies: [TraceReply]) {
        state = Mutex(State(replies: replies))
        (bell, ringing) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// The spans that were taken, in order.
    public var spans: [ReceivedSpan] { state.withLock { $0.spans } }

    /// Every request's body, also of those that were refused.
    public var bodies: [Data] { state.withLock { $0.bodies } }

    /// The last request's `Authorization`.
    public var authorization: String? { state.withLock { $0.authorization } }

    /// Waits until it holds of what came; for one waiter at a time.
    public func wait(
        within limit: Duration = .seconds(60), until isEnough: (TraceInbox) -> Bool
    ) async throws {
        let timer = Task { [ringing] in
            try await Task.sleep(for: limit)
            ringing.finish()
        }
        defer { timer.cancel() }
        var rings = bell.makeAsyncIterator()
        while !isEnough(self) {
            guard await rings.next() != nil else {
                throw ServiceProcessError("only these spans came within \(limit): \(spans.map(\.name))")
            }
        }
    }

    /// Waits for so many spans.
    public func wait(for count: Int, within limit: Duration = .seconds(60)) async throws -> [ReceivedSpan] {
        try await wait(within: limit) { $0.spans.count >= count }
        return spans
    }

    func take(_ body: Data, authorization: String?) throws -> TraceReply {
        let request = try JSONDecoder().decode(ReceivedSpan.Request.self, from: body)
        let reply = state.withLock { state in
            let reply = state.replies.isEmpty ? TraceReply() : state.replies.removeFirst()
            state.bodies.append(body)
            state.authorization = authorization
            if reply.status == 200 { state.spans += request.spans }
            return reply
        }
        ringing.yield()
        return reply
    }
}
