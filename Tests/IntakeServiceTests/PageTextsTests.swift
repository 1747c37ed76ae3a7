import Foundation
import Models
import ServiceKit
import TestKit
import Testing

@testable import IntakeService

@Suite("The texts of the pages")
struct PageTextsTests {
    private static let folder = TestRepository.root.appending(path: "Services/Intake/Pages/Templates")

    private static func catalogue(_ language: Language) throws -> [String: String] {
        let file = folder.appending(path: "texts_\(language.rawValue).json")
        return try JSONDecoder().decode([String: String].self, from: Data(contentsOf: file))
    }

    @Test("both catalogues have the same keys, and the same values to fill in")
    func complete() throws {
        let (chinese, english) = (try Self.catalogue(.chinese), try Self.catalogue(.english))
        #expect(Set(chinese.keys).symmetricDifference(english.keys).sorted() == [])
        for (key, text) in chinese {
            let values = text.matches(of: /\{\{(\w+)\}\}/).map(\.output.1).sorted()
            #expect((english[key] ?? "").matches(of: /\{\{(\w+)\}\}/).map(\.output.1).sorted() == values, "\(key)")
        }
    }

    @Test("every text that a template names exists")
    func named() throws {
        let known = Set(try Self.catalogue(.chinese).keys)
        let files = try FileManager.default.contentsOfDirectory(at: Self.folder, includingPropertiesForKeys: nil)
        for file in files where file.pathExtension == "mustache" {
            let text = try String(contentsOf: file, encoding: .utf8)
            let missing = text.matches(of: /\{\{t\.([\w.]+)\}\}/).map { String($0.output.1) }
                .filter { !known.contains($0) }
            #expect(missing == [], "\(file.lastPathComponent)")
        }
    }

    @Test("every kind, state, action, outcome and due time has a name in both languages")
    func names() throws {
        let keys =
            CaseKind.allCases.map { "kind.\($0.rawValue)" } + HelpSkill.allCases.map { "skill.\($0.rawValue)" }
            + Channel.allCases.map { "channel.\($0.rawValue)" } + CaseState.allCases.map { "state.\($0.rawValue)" }
            + CaseState.allCases.map { "meaning.\($0.rawValue)" } + CaseAction.allCases.map { "did.\($0.rawValue)" }
            + ReplyOutcome.allCases.map { "outcome.\($0.rawValue)" }
            + FollowUpOutcome.allCases.map { "follow_up.\($0.rawValue)" }
            + DueColour.allCases.map { "colour.\($0.rawValue)" } + CaseClock.allCases.map { "clock.\($0.rawValue)" }
            + DeadlineThreshold.allCases.map { "threshold.\($0.rawValue)" }
            + StaffRole.allCases.map { "desk.role.\($0.rawValue)" }
            + Language.allCases.map { "language.\($0.rawValue)" }
            + KioskStep.allCases.map { "kiosk.steps.\($0.rawValue)" }
            + ActionForms.offered.flatMap {
                ["desk.act.\($0.rawValue)", "desk.act.\($0.rawValue)_means", "desk.done.\($0.rawValue)"]
            }
            + KioskCheck.kinds.map { "kind_hint.\($0.rawValue)" }
            + ActionRefusal.types.subtracting(["case-changed"]).map {
                "desk.refused.\($0.replacing("-", with: "_"))"
            }
        let known = Set(try Self.catalogue(.chinese).keys)
        #expect(keys.filter { !known.contains($0) } == [])
    }

    @Test(
        "times read as people write them",
        arguments: [
            (Language.chinese, "2026年11月25日（周三）17:30"), (.english, "Wed 25 Nov 2026, 17:30"),
        ])
    func times(language: Language, expected: String) throws {
        let words = PageWords(renderer: try PageTemplates.renderer(), language: language, timeZone: .shanghai)
        let moment = try #require(LocalDateTime("2026-11-25T17:30")?.moment(in: .shanghai))
        #expect(words.long(moment) == expected)
        #expect(words.plain(moment) == "2026-11-25 17:30")
        let later = moment.addingTimeInterval(26 * 3600)
        let over = language == .chinese ? "超期 1 天" : "1 day over"
        #expect(words.left(until: moment, now: later) == over)
    }
}
