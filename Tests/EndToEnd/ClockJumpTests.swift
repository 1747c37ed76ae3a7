import Foundation
import Postgres
import TestKit
import TestTools
import Testing

@Suite("A clock that jumps", .database(), .timeLimit(.minutes(5)))
struct ClockJumpTests {
    @Test("every process's clock jumps a year ahead and two back while it works: what is due, and the mails, do not")
    func jump() async throws {
        let clock = try WallClock(products: ServiceProcess.productsFolder)
        let house = try House(mail: try await MailCatcher.start(), settings: clock.settings)
        try await house.open()
        try await house.loadHelpers()
        let kiosk = try await house.enrolKiosk().credential
        for (number, days) in [0, 400, -400].enumerated() {
            try clock.jump(to: .seconds(days * 86_400))
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
                intake.intake_case WHERE received_at BETWEEN now() - interval '1 hour' AND clock_timestamp()
                    AND (accepted_at IS NULL OR accepted_at = received_at) AND promised_due IS DISTINCT FROM received_at
                """) == 6)
        #expect(
            try await house.count(
                "intake.intake_case WHERE item_code IS NOT NULL AND promised_due BETWEEN now() AND now() + interval '60 days'"
            ) == 3)
        // Entries are still being written: some are younger than the statement that looks.
        #expect(
            try await house.count(
                "intake.ledger_entry WHERE at NOT BETWEEN now() - interval '1 hour' AND clock_timestamp()") == 0)
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
