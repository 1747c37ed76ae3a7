import Foundation
import HTTPTypes
import Hummingbird
import JobQueue
import Models
import ServiceKit
import TestKit
import Testing

@testable import IntakeService

@Suite("Pages without JavaScript", .database(JobQueue.migrator, IntakeSchema.migrator), .timeLimit(.minutes(5)))
struct PlainPagesTests {
    @Test("forms alone lead from enrolment to a case, and the last one sent twice makes no second case")
    func kiosk() async throws {
        let fixture = try await IntakeFixture()
        let visitor = try PageVisitor(fixture.intake)
        #expect(try await visitor.get("/kiosk").text.contains("登记本终端"))
        let code = try await fixture.intake.kiosks.register(name: "三号机", regionCode: "150105").code
        let enrolled = try await visitor.post("/kiosk/enrolment", ["code": code])
        #expect(enrolled.status == .seeOther)
        let cookie = try #require(enrolled.cookies.first { $0.hasPrefix("bangban_kiosk=") })
        #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
        visitor.keep(enrolled)
        #expect(try await visitor.get("/kiosk").text.contains("三号机"))

        let wrong = try await visitor.post("/kiosk/check", ["item_code": "permit", "name": "张三丰", "phone": "1"])
        #expect(wrong.status.code == 422)
        #expect(wrong.text.contains("手机号码不对") && wrong.text.contains("value=\"张三丰\""))
        let fields = [
            "item_code": "permit", "name": "张三丰", "phone": "13800001234", "id_number": "11010519491231002X",
        ]
        let check = try await visitor.post("/kiosk/check", fields)
        let key = try #require(check.value(of: "idempotency_key"))
        let sent = fields.merging(["idempotency_key": key]) { first, _ in first }
        let first = try await visitor.post("/kiosk/submission", sent)
        let second = try await visitor.post("/kiosk/submission", sent)
        let number = try #require(first.value(of: "number"))
        #expect(second.value(of: "number") == number)
        #expect(second.value(of: "tracking_code") == first.value(of: "tracking_code"))
        #expect(try await fixture.count("intake.intake_case") == 1)
        let finished = try await visitor.post("/kiosk/finish", [:])
        #expect(finished.headers[HTTPField.Name("Clear-Site-Data")!] == "\"storage\"")
        #expect(try await fixture.intake.kiosks.list().allSatisfy { $0.revokedAt == nil })
    }

    @Test("a revoked kiosk is asked to enrol again, whatever it sends")
    func revoked() async throws {
        let fixture = try await IntakeFixture()
        let visitor = try PageVisitor(fixture.intake)
        let code = try await fixture.intake.kiosks.register(name: "四号机", regionCode: "150105").code
        visitor.keep(try await visitor.post("/kiosk/enrolment", ["code": code]))
        let kiosk = try #require(try await fixture.intake.kiosks.list().first { $0.name == "四号机" })
        _ = try await fixture.intake.kiosks.revoke(kiosk.id)
        let answer = try await visitor.post("/kiosk/check", ["item_code": "permit", "name": "张三丰"])
        #expect(answer.status == .unauthorized && answer.text.contains("登记本终端"))
        #expect(!answer.text.contains("张三丰"))
    }

    @Test("forms from another site, or without the session's token, are refused")
    func forged() async throws {
        let fixture = try await IntakeFixture()
        let visitor = try PageVisitor(fixture.intake)
        let site = try #require(HTTPField.Name("Sec-Fetch-Site"))
        let elsewhere = try await visitor.post("/kiosk/enrolment", ["code": "x"], headers: [site: "cross-site"])
        #expect(elsewhere.status == .forbidden)
        _ = try await fixture.intake.staff.add(
            NewStaff(username: "wang", displayName: "王敏", role: .clerk, password: "a long enough password"))
        let signedIn = try await visitor.post(
            "/desk/sign-in", ["username": "wang", "password": "a long enough password", "return": "//evil.example"])
        #expect(signedIn.headers[.location] == "/desk")
        visitor.keep(signedIn)
        let receipt = try await fixture.submit(fixture.application())
        let forged = try await visitor.post(
            "/desk/cases/\(receipt.caseNumber)/dispatch", ["version": "2", "csrf": "x", "department": "民政局"])
        #expect(forged.status == .forbidden)
        #expect(try await fixture.intake.desk.open(receipt.caseID).row.state == .accepted)
    }

    @Test("what people typed never becomes markup")
    func markup() async throws {
        let fixture = try await IntakeFixture()
        let visitor = try PageVisitor(fixture.intake)
        let code = try await fixture.intake.kiosks.register(name: "五号机", regionCode: "150105").code
        visitor.keep(try await visitor.post("/kiosk/enrolment", ["code": code]))
        let hostile = "\"><script>alert(1)</script>{{t.brand}}"
        let page = try await visitor.post(
            "/kiosk/contact", ["kind": "complaint", "summary": hostile, "region_code": "150105", "name": hostile])
        #expect(page.status == .ok && !page.text.contains("<script>alert"))
        #expect(page.text.contains("&lt;script&gt;") && page.text.contains("{{t.brand}}"))
    }
}
