import Foundation
import Outbound
import TestKit
import Testing

@Suite("A full disk", .database(), .timeLimit(.minutes(5)))
struct FullDiskTests {
    @Test("while the disk is full requests are answered 503 and none is half there; with room again all go in, once")
    func full() async throws {
        let (disk, obstacle) = try await SmallDisk.mount(megabytes: 80)
        guard let disk else { try Test.cancel("\(obstacle)") }
        let house = try House(mail: try await MailCatcher.start())
        do {
            try await run(house, disk)
        } catch {
            for service in house.services { try? await service.kill() }
            try await disk.unmount()
            throw error
        }
        for service in house.services { #expect(try await service.terminate() == 0) }
        try await disk.unmount()
    }

    // MARK: - Private

    private func run(_ house: House, _ disk: SmallDisk) async throws {
        try await house.open()
        let kiosk = try await house.enrolKiosk().credential
        #expect(try await submit(0, house, kiosk).status == 201)
        try disk.fill()
        var (taken, refused) = (1, 0)
        while refused == 0 {
            try #require(taken < 3000, "the disk never became full")
            let answer = try await submit(taken, house, kiosk)
            if answer.status == 201 {
                taken += 1
            } else {
                refused += 1
                #expect(answer.status == 503)
                #expect((answer.json["type"] as? String)?.hasPrefix("urn:bangban:problem:") == true)
                #expect((answer.json["detail"] as? String)?.contains("run out of room") == true, "\(answer.json)")
                let request = try #require((answer.json["instance"] as? String)?.split(separator: ":").last)
                let records = house.intake.logs.split(separator: "\n").filter { $0.contains(request) }
                #expect(records.count { $0.contains("request failed") } == 1)
            }
        }
        for service in house.services { try await service.wait(for: "/healthz", status: 200) }

        // Not looked at before: the server may need room for a new connection, too.
        try disk.empty()
        #expect(try await house.count("intake.intake_case") == taken)
        // The same key as the one that was refused: nothing of it had been kept.
        let last = try await submit(taken, house, kiosk)
        #expect(last.status == 201, "\(last.json)")
        #expect(try await submit(taken, house, kiosk).json["case_id"] as? String == last.json["case_id"] as? String)
        #expect(try await house.count("intake.intake_case") == taken + 1)
        try await house.eventually("every request is told of and counted", within: .seconds(90)) {
            let sent = try await house.count("notification.notification WHERE status = 'delivered'")
            return try await house.count("reporting.case_fact") == taken + 1 && sent == taken + 1
        }
        try await house.bangban("ledger", "verify")
        for service in house.services { try await service.waitUntilReady() }
    }

    /// A request whose words take much room; its receipt goes by text message, so that no mail is needed.
    private func submit(
        _ number: Int, _ house: House, _ kiosk: String
    ) async throws -> (status: Int, json: [String: Any]) {
        // Written otherwise in each request, so that little of it can be compressed away.
        var state = UInt32(number)
        let content = (0..<4000).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return Character(Unicode.Scalar(0x4E00 + (state >> 16) % 20_000) ?? "字")
        }
        let request: [String: Any] = [
            "kind": "complaint", "region_code": "150105", "summary": "第\(number)件", "content": String(content),
            "applicant": ["name": "测试甲", "phone": "13800000000"],
        ]
        return try await house.send(
            .post, house.intake.url("/v1/cases"), bearer: kiosk, key: "request-\(number)", json: request)
    }
}
