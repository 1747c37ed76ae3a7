public import Foundation
import Logging
import Postgres

/// What accompanies a payload through the queue: where the request came from, so that logs and traces can be joined. What a
/// handler enqueues carries on what its message came with, and so do the lines that it logs (``MessageContext/logger``).
public struct MessageHeaders: Hashable, Codable, Sendable {
    /// The request id of the HTTP request at the beginning.
    public var requestID: String?
    /// The W3C trace context at the time of enqueueing.
    public var traceparent: String?
    /// What vendors of tracing systems add to it (W3C Trace Context, section 3.3); carried on as it came.
    public var tracestate: String?
    /// For messages of a schedule: the time they were scheduled for. Set by the queue.
    public internal(set) var scheduledFor: Date?

    /// Assembles headers.
    public init(requestID: String? = nil, traceparent: String? = nil, tracestate: String? = nil) {
        self.requestID = requestID
        self.traceparent = traceparent
        self.tracestate = tracestate
    }

    /// What messages that are enqueued in this task carry. Set around requests, and by the worker around handlers.
    @TaskLocal public static var current = MessageHeaders()

    /// As stored: null rather than an empty object. A scheduled time belongs to its own message, not to what follows.
    var stored: JSONText? {
        get throws {
            var headers = self
            headers.scheduledFor = nil
            return headers == MessageHeaders() ? nil : try JSONText(encoding: headers)
        }
    }

    /// What log lines tell of it.
    var metadata: Logger.Metadata {
        var metadata: Logger.Metadata = [:]
        if let requestID { metadata["request.id"] = "\(requestID)" }
        if let traceID { metadata["trace.id"] = "\(traceID)" }
        return metadata
    }

    /// What is common to many, so that what is enqueued for all of them carries it.
    init(commonTo headers: some Sequence<MessageHeaders>) {
        let all = Set(headers)
        self = all.count == 1 ? all.first ?? .init() : .init()
    }
}
