import Models
import Tracing

/// The span in which messages are handled, and what its handler carries on.
///
/// Messages of one enqueuing span have one span, its child. A batch whose messages come from several has a span in the trace of
/// each, and one in a trace of its own, with links to them: what the handler does for all of them follows from that one.
final class HandlingSpan: Sendable {
    /// What messages carry that the handler enqueues.
    let headers: MessageHeaders
    private let context: InstrumentationContext
    private let spans: [any Span]

    /// Begins. Nothing is recorded of what comes from traces that are not.
    init(_ deliveries: [Delivery], of subscription: Subscription, by tracer: any Tracer) {
        let parent = deliveries[0].headers
        let isBatch = deliveries.count > 1
        let common = isBatch ? MessageHeaders(commonTo: deliveries.lazy.map(\.headers)) : parent
        let traces = isBatch ? Dictionary(grouping: deliveries, by: \.headers.traceparent) : [:]
        if traces.count > 1 {
            let sampled = traces.values.filter { $0[0].headers.traceparent != nil && !$0[0].headers.isUnsampled }
            let members = sampled.map { Self.span(of: $0, in: $0[0].headers, subscription, tracer) }
            let own = Self.span(of: deliveries, in: MessageHeaders(), subscription, tracer)
            for member in members { own.addLink(SpanLink(context: member.context, attributes: [:])) }
            context = own.context
            headers = common.carrying(context, writtenBy: tracer)
            spans = members + [own]
        } else if parent.isUnsampled {
            context = parent.context(readBy: tracer)
            headers = common
            spans = []
        } else {
            let span = Self.span(of: deliveries, in: parent, subscription, tracer)
            context = span.context
            headers = common.carrying(context, writtenBy: tracer)
            spans = [span]
        }
    }

    /// Runs the body in the span.
    func run<T>(_ body: () async -> T) async -> T {
        defer { for span in spans { span.end() } }
        return await InstrumentationContext.$current.withValue(context) {
            await MessageHeaders.$current.withValue(headers) { await body() }
        }
    }

    /// Notes what became of the messages: `finished`, `lost`, or the name of an ``Ending``.
    func ended(_ outcome: String) {
        for span in spans where span.isRecording { span.attributes["bangban.message.outcome"] = outcome }
    }

    /// Notes a failure, or what a handler asked for by throwing.
    func ended(_ ending: Ending, _ error: any Error) {
        ended(ending.name)
        switch ending {
        case .retried, .dead: failed(error)
        case .snoozed, .cancelled, .parked, .held: break
        }
    }

    /// Notes why the messages were not handled this time.
    func failed(_ error: any Error) {
        for span in spans { span.failed(error) }
    }

    // MARK: - Private

    /// The span of messages with the same parent.
    private static func span(
        of deliveries: [Delivery], in headers: MessageHeaders, _ subscription: Subscription, _ tracer: any Tracer
    ) -> any Span {
        let span = tracer.startSpan(
            "process \(subscription.queue)", context: headers.context(readBy: tracer), ofKind: .consumer)
        if span.isRecording { span.attributes.merge(attributes(of: deliveries, subscription)) }
        return span
    }

    /// By OpenTelemetry's conventions for messaging; what these do not know has our name before it.
    private static func attributes(of deliveries: [Delivery], _ subscription: Subscription) -> SpanAttributes {
        var attributes: SpanAttributes = [
            "messaging.system": "bangban", "messaging.operation.type": "process",
            "messaging.operation.name": "process",
        ]
        attributes["messaging.destination.name"] = subscription.queue.rawValue
        attributes["messaging.destination.subscription.name"] = subscription.subscriber
        if let delivery = deliveries.first, deliveries.count == 1 {
            attributes["messaging.message.id"] = delivery.id.description
            attributes["bangban.message.kind"] = delivery.kind
            attributes["bangban.message.attempt"] = delivery.attempt
        } else {
            attributes["messaging.batch.message_count"] = deliveries.count
        }
        return attributes
    }
}
