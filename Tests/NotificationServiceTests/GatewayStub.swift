import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceKit
import ServiceLifecycle
import Synchronization
import TestKit

/// A real HTTP server that answers submissions with the given statuses, the last of them for ever.
final class GatewayStub: Sendable {
    struct Received: Sendable, Decodable {
        let reference: String
        let to: String
        let text: String
        let segments: Int
        var authorization: String?
        var traceparent: String?
    }

    private let port: Int
    private let state: Mutex<(received: [Received], answers: [HTTPResponse.Status])>

    var received: [Received] { state.withLock { $0.received } }
    var settings: [String: String] {
        [
            "SMS_GATEWAY_URL": "http://127.0.0.1:\(port)/messages", "SMS_GATEWAY_TOKEN": "hall-token",
            "SMS_SIGNATURE": "赛罕政务",
        ]
    }

    static func run(
        answers: [HTTPResponse.Status], _ body: @escaping @Sendable (GatewayStub) async throws -> Void
    ) async throws {
        let stub = GatewayStub(port: try ServiceProcess.freePort(), answers: answers)
        let (running, ready) = AsyncStream.makeStream(of: Void.self)
        let router = Router()
        router.post("messages") { request, context in try await stub.take(request, context) }
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: stub.port)),
            onServerRunning: { _ in ready.yield() }, logger: Logger(label: "test.gateway"))
        try await withThrowingTaskGroup { group in
            group.addTask { try await application.run() }
            for await _ in running { break }
            try await body(stub)
            group.cancelAll()
        }
    }

    private init(port: Int, answers: [HTTPResponse.Status]) {
        self.port = port
        state = Mutex(([], answers))
    }

    private func take(_ request: Request, _ context: BasicRequestContext) async throws -> HTTPResponse.Status {
        var received = try await request.decode(as: Received.self, context: context)
        received.authorization = request.headers[.authorization]
        received.traceparent = request.headers[.traceparent]
        return state.withLock { [received] state in
            state.received.append(received)
            return state.answers.count > 1 ? state.answers.removeFirst() : state.answers[0]
        }
    }
}
