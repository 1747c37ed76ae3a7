import Foundation
import HTTPTypes
import Hummingbird
import JobQueue
import Logging
import Models
import NIOCore
import ServiceLifecycle
import Synchronization
import TestKit
import Testing

@testable import NotificationService

@Suite("Text messages", .database(JobQueue.migrator, .notification), .timeLimit(.minutes(5)))
struct SMSDeliveryTests {
    @Test("a gateway that fails and then takes the message gets the same reference twice")
    func gateway() async throws {
        try await GatewayStub.run(answers: [.internalServerError, .ok]) { stub in
            try await NotificationBench.run(try await MailCatcher.start(), stub.settings) { bench in
                try await bench.enqueue(
                    bench.receipt("sms", to: try bench.contact(email: nil, phone: "13800000000")))
                let outcome = try await bench.outcome()
                #expect(outcome == .init(key: "sms", channel: .sms, recipient: "138****0000", reason: nil))
                let received = stub.received
                #expect(received.count == 2)
                #expect(Set(received.map(\.reference)).count == 1)
                #expect(received.map(\.to) == ["13800000000", "13800000000"])
                #expect(received[0].text.hasPrefix("【赛罕政务】您的办件150105-26-000001已登记"))
                #expect(received[0].authorization == "Bearer hall-token")
                #expect(received[0].segments == SMSLength(received[0].text).segments)
                let attempts = try #require(try await bench.deliveries().first).attempts
                #expect(attempts.map(\.outcome) == [.temporary, .delivered])
                #expect(attempts.map(\.code) == [500, 200])
                #expect(attempts.map(\.via) == ["sms-gateway", "sms-gateway"])
            }
        }
    }

    @Test("a gateway that refuses the message is not asked again")
    func refused() async throws {
        try await GatewayStub.run(answers: [.badRequest]) { stub in
            try await NotificationBench.run(try await MailCatcher.start(), stub.settings) { bench in
                try await bench.enqueue(
                    bench.receipt("sms", to: try bench.contact(email: nil, phone: "13800000000")))
                #expect(try await bench.outcome().reason?.hasPrefix("400") == true)
                #expect(try await bench.deliveries().map(\.status) == [.permanentFailure])
            }
        }
    }

    @Test("without a gateway the message goes to the log, and the mail goes out beside it; a landline gets none")
    func log() async throws {
        try await NotificationBench.run(try await MailCatcher.start()) { bench in
            try await bench.enqueue(bench.receipt("both", to: try bench.contact(phone: "13800000000")))
            #expect(Set(try await bench.outcomes(2).map(\.channel)) == [.email, .sms])
            try await bench.enqueue(bench.receipt("landline", to: try bench.contact(phone: "0471-6345678")))
            #expect(try await bench.outcome().channel == .email)
            let vias = try await bench.deliveries().map { $0.attempts.first?.via }
            #expect(vias.sorted { ($0 ?? "") < ($1 ?? "") } == ["log", "smtp", "smtp"])
        }
    }
}

/// A real HTTP server that answers submissions with the given statuses, the last of them for ever.
private final class GatewayStub: Sendable {
    struct Received: Sendable, Decodable {
        let reference: String
        let to: String
        let text: String
        let segments: Int
        var authorization: String?
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
        return state.withLock { [received] state in
            state.received.append(received)
            return state.answers.count > 1 ? state.answers.removeFirst() : state.answers[0]
        }
    }
}
