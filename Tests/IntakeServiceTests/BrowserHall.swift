import Foundation
import Models
import ServiceKit
import TestKit

@testable import IntakeService

/// The service as a real process on the test's database, with the divisions of the whole region, for browsers to visit.
struct BrowserHall: Sendable {
    let fixture: IntakeFixture
    let service: ServiceProcess

    var intake: Intake { fixture.intake }

    static func open() async throws -> BrowserHall {
        let fixture = try await IntakeFixture()
        let divisions = TestRepository.root.appending(path: "deploy/data/divisions.csv")
        _ = try await fixture.intake.upload.regions([UInt8](Data(contentsOf: divisions)))
        let port = try ServiceProcess.freePort()
        let service = try ServiceProcess(
            "intake",
            environment: [
                "DATABASE_URL": TestDatabase.current.url(role: "bangban_intake"), "HTTP_PORT": String(port),
                "PUBLIC_URL": "http://127.0.0.1:\(port)",
                "CONTACT_KEY": Data(repeating: 7, count: 32).base64EncodedString(),
            ])
        try await service.startReady()
        return BrowserHall(fixture: fixture, service: service)
    }

    /// A one-time code for a new device.
    func enrolmentCode(_ name: String = "二楼自助终端") async throws -> String {
        try await intake.kiosks.register(name: name, regionCode: "150105").code
    }

    /// Makes the browser's device a kiosk; it shows the start page afterwards.
    func enrol(_ browser: Browser, name: String = "二楼自助终端") async throws {
        let code = try await enrolmentCode(name)
        try await browser.open(service.url("/kiosk"))
        try await browser.type(code, into: "#code")
        try await browser.touch("main button[type=submit]")
        try await browser.wait(for: "document.querySelector('.home')")
    }

    /// Signs the browser in at the desk.
    func signIn(_ browser: Browser, path: String = "/desk") async throws {
        let password = "a long enough password"
        _ = try await intake.staff.add(
            NewStaff(username: "wang", displayName: "王敏", role: .clerk, password: password))
        try await browser.open(service.url("/desk/sign-in?lang=zh&return=\(PageQuery.encoded(path))"))
        try await browser.type("wang", into: "#username")
        try await browser.type(password, into: "#password")
        try await browser.loading { try await browser.touch("main button[type=submit]") }
    }

    func cases() async throws -> Int { try await fixture.count("intake.intake_case") }
}
