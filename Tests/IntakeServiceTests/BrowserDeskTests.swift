import Foundation
import JobQueue
import Models
import TestKit
import Testing

@testable import IntakeService

@Suite(
    "The desk and the tracking page in a browser", .database(JobQueue.migrator, IntakeSchema.migrator),
    .timeLimit(.minutes(5)), .serialized)
struct BrowserDeskTests {
    @Test("a clerk works a case from acceptance to closing, and the party's data is shown for a reason only")
    func wholeCase() async throws {
        let hall = try await BrowserHall.open()
        let receipt = try await hall.fixture.submit(hall.fixture.ownWords())
        try await Browser.run(width: 1280, height: 900) { browser in
            try await hall.signIn(browser)
            try await browser.picture("desk-list")
            try await browser.expectFits("the list", targetMinimum: 24)
            try await browser.loading { try await browser.touch("tbody th a") }
            try await browser.picture("desk-case")
            try await browser.expectFits("the case", targetMinimum: 24)
            #expect(try await !browser.text().contains("li@example.org"))
            try await browser.act("accept")
            try await browser.type("住房和城乡建设局", into: "#dispatch-department")
            try await browser.act("dispatch")
            try await browser.act("sign")
            try await browser.act("reply")
            #expect(try await browser.text(of: ".next-step").contains("请填写答复内容"))
            try await browser.touch("input[value=solved]")
            try await browser.type("路灯已修好。", into: "#reply-text")
            try await browser.act("reply")
            try await browser.touch("input[value=satisfied]")
            try await browser.act("follow_up")
            try await browser.act("close")
            #expect(try await browser.text(of: ".case-head").contains("已办结"))
            try await browser.touch("summary")
            try await browser.type("核对联系方式", into: "#reason")
            try await browser.loading { try await browser.touch("#party form button") }
            #expect(try await browser.text(of: "#party").contains("li@example.org"))
            #expect(try await browser.text(of: ".ledger").contains("核对联系方式"))
            try await browser.picture("desk-closed")
        }
        #expect(try await hall.intake.desk.open(receipt.caseID).row.state == .closed)
    }

    @Test("two clerks change one case: the second is told what happened, and keeps what was typed")
    func conflict() async throws {
        let hall = try await BrowserHall.open()
        let fixture = hall.fixture
        let receipt = try await fixture.submit(fixture.application())
        try await Browser.run(width: 1280, height: 1100) { browser in
            try await hall.signIn(browser, path: "/desk/cases/\(receipt.caseNumber)")
            try await browser.type("民政局", into: "#dispatch-department")
            try await browser.type("请尽快联系申请人", into: "#dispatch-note")
            let version = try await hall.intake.desk.open(receipt.caseID).row.version
            _ = try await hall.intake.desk.dispatch(
                receipt.caseID, to: "住房和城乡建设局", note: nil, version: version, by: fixture.colleague)
            try await browser.act("dispatch")
            let told = try await browser.text(of: "#conflict")
            #expect(told.contains("其他人刚刚更改了这个办件"))
            #expect(told.contains("colleague") && told.contains("住房和城乡建设局"))
            #expect(told.contains("请尽快联系申请人"))
            try await browser.picture("desk-conflict")
        }
        #expect(try await hall.intake.desk.open(receipt.caseID).row.department == "住房和城乡建设局")
    }

    @Test("the party follows the case on a phone with the numbers of the receipt, and gets the receipt as PDF")
    func tracking() async throws {
        let hall = try await BrowserHall.open()
        let receipt = try await hall.fixture.submit(hall.fixture.application())
        try await Browser.run(width: 390, height: 844) { browser in
            try await browser.open(hall.service.url("/track?lang=zh"))
            try await browser.type(receipt.caseNumber, into: "#number")
            try await browser.type("AB2-CD3-EF4-GH5-JK6", into: "#code")
            try await browser.loading { try await browser.touch("main button") }
            #expect(try await browser.text(of: "[role=alert]").contains("没有查到"))
            try await browser.type(receipt.trackingCode.lowercased(), into: "#code")
            try await browser.loading { try await browser.touch("main button") }
            let shown = try await browser.text()
            #expect(shown.contains("建筑工程施工许可证变更") && shown.contains("张*丰") && !shown.contains("张三丰"))
            try await browser.picture("track-phone")
            try await browser.expectFits("the tracking page", targetMinimum: 24)
            let path = try #require(try await browser.evaluate("document.querySelector('a.button').href") as? String)
            let head =
                "fetch('\(path)').then((r) => r.arrayBuffer()).then((b) => new TextDecoder().decode(b.slice(0, 5)))"
            #expect(try await browser.evaluate(head) as? String == "%PDF-")
            try await hall.signIn(browser)
            try await browser.expectFits("the list on a phone", targetMinimum: 24)
            try await browser.picture("desk-list-phone")
        }
    }
}

extension Browser {
    /// Sends the form of an action and waits for the page that comes back.
    func act(_ action: String) async throws {
        try await loading { try await touch("form[action$='/\(action)'] button") }
    }
}
