import Foundation
import Postgres
import TestKit
import Testing

/// Asked for by name: `BANGBAN_TEST_CLOCK=1 scripts/test EndToEnd`. The library that fakes the clock also stands between a
/// process and its timers, and on a loaded machine now and then holds one up for longer than the test waits.
@Suite("A clock that jumps", .database(), .timeLimit(.minutes(3)))
struct ClockJumpTests {
    /// Debian puts it below the machine's name.
    private static let library = ["x86_64", "aarch64"].map { "/usr/lib/\($0)-linux-gnu/faketime/libfaketime.so.1" }
        .first { FileManager.default.fileExists(atPath: $0) }

    @Test(
        "the clock of every process jumps a year ahead and two back while they work: what is due, and the mails, do not",
        .enabled(
            if: library != nil && ProcessInfo.processInfo.environment["BANGBAN_TEST_CLOCK"] != nil,
            "it takes the Debian package faketime and BANGBAN_TEST_CLOCK=1"))
    func jump() async throws {
        let clock = FileManager.default.temporaryDirectory.appending(path: "clock-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: clock) }
        try Data("+0".utf8).write(to: clock)
        let house = try House(
            mail: try await MailCatcher.start(),
            settings: [
                "LD_PRELOAD": try #require(Self.library), "FAKETIME_TIMESTAMP_FILE": clock.path,
                "FAKETIME_NO_CACHE": "1",
                // The clock on the wall jumps; the one that measures how long something takes never does.
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                // Without it the library sets it, which moves the environment; Swift finds its arguments in front of that.
                "FAKETIME_SHARED": "/none /none",
            ])
        try await house.open()
        try await house.loadHelpers()
        let kiosk = try await house.enrolKiosk().credential
        for (number, jump) in ["+0", "+400d", "-400d"].enumerated() {
            // In one step: a process that read an empty file would be told no time at all.
            try Data(jump.utf8).write(to: clock, options: .atomic)
            let answer = try await house.submit(.application, from: kiosk, key: "application-\(number)")
            #expect(answer.status == 201)
            #expect(answer.json["state"] as? String == "accepted", "\(answer.json)")
            let again = try await house.submit(.application, from: kiosk, key: "application-\(number)")
            #expect(again.json["case_id"] as? String == answer.json["case_id"] as? String)
            #expect(try await house.submit(.help, from: kiosk, key: "help-request-\(number)").status == 201)
        }
        // The records carry the process's time: the jumps were real.
        let years = Set(house.intake.logs.split(separator: "\n").compactMap { $0.firstMatch(of: /"time":"(\d{4})/)?.1 })
        #expect(years.count >= 3, "\(years)")

        // Due times, ledger and schedule know the database's time alone.
        #expect(
            try await house.count(
                """
                intake.intake_case WHERE received_at BETWEEN now() - interval '1 hour' AND now()
                    AND (accepted_at IS NULL OR accepted_at = received_at) AND promised_due IS DISTINCT FROM received_at
                """) == 6)
        #expect(
            try await house.count(
                "intake.intake_case WHERE item_code IS NOT NULL AND promised_due BETWEEN now() AND now() + interval '60 days'"
            ) == 3)
        #expect(
            try await house.count("intake.ledger_entry WHERE at NOT BETWEEN now() - interval '1 hour' AND now()") == 0)
        // Six receipts, and for each request for help a mail to both sides.
        for service in house.services { try await service.wait(for: "/healthz", status: 200) }
        _ = try await house.mail.mails(12, within: .seconds(60))
        try await house.eventually("everything is on record") {
            let sent = try await house.count(
                "notification.notification WHERE status = 'delivered' AND channel = 'email'")
            return try await house.count("reporting.case_fact") == 6 && sent == 12
        }
        #expect(try house.mail.caught().count == 12)
        #expect(
            try await house.count("intake.ledger_entry WHERE action IN ('warned', 'breached')") == 0,
            "nothing is warned of too early")
        #expect(try await house.count("queue.cron_run") == 0, "and no schedule runs too early")
        try await house.bangban("ledger", "verify")
        for service in house.services { #expect(try await service.terminate() == 0) }
    }
}
