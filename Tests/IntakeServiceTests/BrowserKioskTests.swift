import Foundation
import JobQueue
import Models
import TestKit
import Testing

@testable import IntakeService

@Suite(
    "The kiosk in a browser", .database(JobQueue.migrator, IntakeSchema.migrator), .timeLimit(.minutes(5)), .serialized)
struct BrowserKioskTests {
    @Test("a person finds a service, corrects a wrong number, changes to English, sends, and leaves nothing behind")
    func application() async throws {
        let hall = try await BrowserHall.open()
        try await Browser.run { browser in
            try await hall.enrol(browser)
            try await browser.picture("kiosk-home")
            try await browser.type("施工许可", into: "#q")
            try await browser.touch(".search button")
            try await browser.wait(for: "document.querySelectorAll('.rows a').length === 1")
            try await browser.touch(".rows a")
            try await browser.wait(for: "document.body.innerText.includes('住房和城乡建设局')")
            try await browser.picture("kiosk-item")
            try await browser.touch(".foot .primary")
            try await browser.type("张三丰", into: "#name")
            try await browser.type("1380000", into: "#phone")
            try await browser.type("zhang@example.org", into: "#email")
            try await browser.touch(".foot .primary")
            try await browser.wait(for: "document.querySelector('#phone-error')")
            #expect(try await browser.text(of: "#phone-error").contains("11 位数字"))
            #expect(try await browser.evaluate("document.activeElement.id") as? String == "phone")
            try await browser.picture("kiosk-contact-wrong")
            try await browser.touch("button[name=lang][value=en]")
            try await browser.wait(for: "document.documentElement.lang === 'en'")
            #expect(try await browser.evaluate("document.querySelector('#name').value") as? String == "张三丰")
            try await browser.type("13800001234", into: "#phone")
            try await browser.touch(".foot .primary")
            try await browser.wait(for: "document.querySelector('.answers')")
            #expect(try await browser.text(of: ".answers").contains("Change of a construction permit"))
            try await browser.picture("kiosk-check")
            try await browser.touch("[data-send]")
            try await browser.wait(for: "document.querySelector('.slip')")
            try await browser.picture("kiosk-done")
            let slip = try await browser.text(of: ".slip")
            #expect(slip.contains("Promised by") && slip.contains("Statutory due time"))
            #expect(try await browser.text(of: "main").contains("Housing Bureau"))
            #expect(try await hall.cases() == 1)
            try await browser.touch(".foot .primary")
            try await browser.wait(for: "document.querySelector('.home') && document.documentElement.lang === 'zh'")
            #expect(try await !browser.text().contains("张三丰"))
            let left = "localStorage.length + sessionStorage.length + document.cookie.length + history.length"
            // One history entry is about:blank, one the kiosk itself: no step of the way has its own.
            #expect(try await browser.evaluate(left) as? Int == 2)
        }
    }

    @Test("a request in own words, from league to town, is sent by itself when the network is back, and once")
    func ownWords() async throws {
        let hall = try await BrowserHall.open()
        try await Browser.run(width: 1920, height: 1080) { browser in
            try await hall.enrol(browser)
            try await browser.picture("kiosk-home-landscape")
            try await browser.touch("a[href='/kiosk/request?kind=help']")
            try await browser.touch("input[name=help_skill][value=accompaniment]")
            try await browser.type("想请人陪同办理养老资格认证", into: "#summary")
            try await browser.picture("kiosk-request-landscape")
            try await browser.touch(".foot .primary")
            try await browser.touch("button[name=region_at][value='15']")
            try await browser.wait(for: "document.querySelectorAll('.place').length === 12")
            try await browser.touch(".place[value='1502']")
            try await browser.touch(".place[value='150203']")
            try await browser.wait(for: "document.querySelector(\".place[value='150203012']\")")
            try await browser.picture("kiosk-region-landscape")
            try await browser.touch(".place[value='150203012']")
            try await browser.type("李四", into: "#name")
            try await browser.type("13800005678", into: "#phone")
            try await browser.touch(".foot .primary")
            try await browser.wait(for: "document.querySelector('.answers')")
            #expect(try await browser.text(of: ".answers").contains("包头市 昆都仑区 黄河西路街道"))
            try await browser.network(isOn: false)
            try await browser.touch("[data-send]")
            try await browser.wait(for: "document.querySelector('#network').open")
            #expect(try await browser.text(of: "#network").contains("网络恢复后会自动提交，不会重复"))
            try await browser.picture("kiosk-network-landscape")
            #expect(try await hall.cases() == 0)
            try await browser.network(isOn: true)
            try await browser.touch("[data-retry]")
            try await browser.wait(for: "document.querySelector('.slip')")
            #expect(try await hall.cases() == 1)
        }
        let filter = CaseFilter()
        let row = try #require(try await hall.intake.desk.list(filter).rows.first)
        #expect(row.regionCode == "150203012")
        #expect(row.helpSkill == .accompaniment)
    }

    @Test("after a minute without a touch the kiosk asks, one touch extends, and then it wipes the screen")
    func idle() async throws {
        let hall = try await BrowserHall.open()
        try await Browser.run { browser in
            try await hall.enrol(browser)
            try await browser.touch("a[href='/kiosk/request?kind=complaint']")
            try await browser.type("路灯不亮", into: "#summary")
            try await browser.pass(seconds: 61)
            try await browser.wait(for: "document.querySelector('#idle').open")
            #expect(try await browser.text(of: "#idle").contains("您还在吗"))
            try await browser.picture("kiosk-idle")
            try await browser.touch("[data-extend]")
            try await browser.wait(for: "!document.querySelector('#idle').open")
            #expect(try await browser.evaluate("document.querySelector('#summary').value") as? String == "路灯不亮")
            try await browser.pass(seconds: 81)
            try await browser.wait(for: "document.querySelector('.home')")
            #expect(try await !browser.text().contains("路灯不亮"))
        }
    }

    @Test("every page fits both screens without sideways scrolling, with targets of 64 px and readable contrast")
    func screens() async throws {
        let hall = try await BrowserHall.open()
        for (width, height) in [(1080, 1920), (1920, 1080)] {
            try await Browser.run(width: width, height: height) { browser in
                try await hall.enrol(browser, name: "终端 \(width)")
                for choice in ["lang=zh&large=off", "lang=en&large=on"] {
                    for path in ["/kiosk?", "/kiosk/items?q=&", "/kiosk/items/permit?", "/kiosk/request?kind=help&"] {
                        try await browser.open(hall.service.url(path + choice))
                        try await browser.expectFits(path + choice)
                    }
                }
            }
        }
    }
}
