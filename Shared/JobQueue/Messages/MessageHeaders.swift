public import Foundation
import Logging

/// What accompanies a payload through the queue: where the request came from, so that logs and traces can be joined, and what
/// its enqueuer adds. What a handler enqueues carries all of it on, unless it is enqueued with other headers; the lines that it
/// logs name the request and the trace (``MessageContext/logger``).
public struct MessageHeaders: Hashable, Sendable {
    /// The request id of the HTTP request at the beginning.
    public var requestID: String?
    /// The W3C trace context at the time of enqueueing.
    public var traceparent: String?
    /// What vendors of tracing systems add to it (W3C Trace Context, section 3.3); carried on as it came.
    public var tracestate: String?
    /// For messages of a schedule: the time they were scheduled for. Set by the queue.
    public internal(set) var scheduledFor: Date?
    /// The enqueuer's own, by name, such as the tenant that a request was for; from SQL, `headers => '{"tenant": "x"}'`.
    ///
    /// A name has up to 63 small letters, digits, dots, hyphens and underscores, and is not one of the headers above
    /// (`request_id`, `traceparent`, `tracestate`, `scheduled_for`); names and values have 4,096 bytes together. Enqueueing
    /// refuses others (``HeadersRefused``). Of what SQL has written, numbers and truth values are read as their text, and what
    /// cannot be a header is left out.
    ///
    /// As they are carried on, what concerns one message alone belongs into its payload. They are not encrypted, with
    /// ``SealedMessage``s neither.
    public var custom: [String: String]

    /// Assembles headers.
    public init(
        requestID: String? = nil, traceparent: String? = nil, tracestate: String? = nil, custom: [String: String] = [:]
    ) {
        self.requestID = requestID
        self.traceparent = traceparent
        self.tracestate = tracestate
        self.custom = custom
    }

    /// What messages that are enqueued in this task carry. Set around requests, and by the worker around handlers.
    @TaskLocal public static var current = MessageHeaders()

    /// The same with these of one's own as well, in place of those of the same names:
    /// `EnqueueOptions(headers: .current.adding(["tenant": "x"]))`.
    public func adding(_ custom: [String: String]) -> MessageHeaders {
        var headers = self
        headers.custom.merge(custom) { _, new in new }
        return headers
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
        guard let first = all.first else {
            self.init()
            return
        }
        guard all.count > 1 else {
            self = first
            return
        }
        self.init(custom: first.custom.filter { name, value in all.allSatisfy { $0.custom[name] == value } })
    }
}
