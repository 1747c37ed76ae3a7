import Models
import Tracing

extension JobQueue {
    /// Runs the body, which appends messages, in a span, and gives it the headers that name the span: so what handles the messages
    /// is seen to follow from it. Where nobody traces, or this trace is not recorded, the headers are as they were.
    ///
    /// Names and attributes are those of OpenTelemetry's conventions for messaging.
    func appending<T>(
        to queues: Set<QueueName>, _ headers: MessageHeaders,
        _ body: (MessageHeaders, (any Span)?) async throws -> T
    ) async throws -> T {
        guard let tracer, !headers.isUnsampled else { return try await body(headers, nil) }
        // Headers that are not the task's own were given on purpose, and so was the trace they name.
        let isOwn = headers.traceparent == MessageHeaders.current.traceparent
        let parent = isOwn ? InstrumentationContext.current : nil
        let queue = queues.count == 1 ? queues.first?.rawValue : nil
        let span = tracer.startSpan(
            queue.map { "enqueue \($0)" } ?? "enqueue", context: parent ?? headers.context(readBy: tracer),
            ofKind: .producer)
        defer { span.end() }
        if span.isRecording { span.attributes.merge(Self.attributes(of: queue)) }
        do {
            return try await body(headers.carrying(span.context, writtenBy: tracer), span)
        } catch {
            span.failed(error)
            throw error
        }
    }

    private static func attributes(of queue: String?) -> SpanAttributes {
        var attributes: SpanAttributes = [
            "messaging.system": "bangban", "messaging.operation.type": "send", "messaging.operation.name": "enqueue",
        ]
        attributes["messaging.destination.name"] = queue
        return attributes
    }
}
