import Foundation
import HTTPTypes
import JobQueue
import Models
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
