import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// An OTLP receiver for a test: a real server that keeps the spans it is sent, after refusing some of them, as told.
public final class TraceReceiver: Sendable {
    /// The port it listens on.
    public let port: Int
    /// What it was sent.
    public let inbox: TraceInbox
    private let group: ServiceGroup
    private let task: Task<Void, any Error>

    /// Starts a receiver, on a free port unless told otherwise; first it gives the replies, then it takes everything.
    public static func start(port: Int = 0, _ replies: [TraceReply] = []) async throws -> TraceReceiver {
        let inbox = TraceInbox(replies)
        let router = Router()
        router.post("v1/traces") { request, _ in
            let body = try await request.body.collect(upTo: 64 << 20)
            let reply = try inbox.take(Data(body.readableBytesView), authorization: request.headers[.authorization])
            var response = Response(
                status: .init(code: reply.status), headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: reply.body)))
            response.headers[.retryAfter] = reply.retryAfter
            return response
        }
        let (listening, isListening) = AsyncStream.makeStream(of: Int.self)
        let server = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { isListening.yield($0.localAddress?.port ?? 0) }, logger: .quiet)
        let group = ServiceGroup(services: [server], logger: .quiet)
        let task = Task {
            defer { isListening.finish() }
            try await group.run()
        }
        var ports = listening.makeAsyncIterator()
        guard let chosen = await ports.next() else {
            try await task.value
            throw ServiceProcessError("the receiver ended before it listened")
        }
        return TraceReceiver(chosen, inbox, group, task)
    }

    private init(_ port: Int, _ inbox: TraceInbox, _ group: ServiceGroup, _ task: Task<Void, any Error>) {
        self.port = port
        self.inbox = inbox
        self.group = group
        self.task = task
    }

    deinit { task.cancel() }

    /// The settings of a service that sends its spans here, soon.
    public var environment: [String: String] {
        [
            "OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:\(port)",
            "OTEL_BSP_SCHEDULE_DELAY": "20",
        ]
    }

    /// Stops listening.
    public func stop() async {
        await group.triggerGracefulShutdown()
        _ = await task.result
    }
}

extension Logger {
    fileprivate static let quiet = Logger(label: "test.traces", factory: { _ in SwiftLogNoOpLogHandler() })
}
