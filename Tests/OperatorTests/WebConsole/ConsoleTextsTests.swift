import Foundation
import Models
import ServiceKit
import Testing

@testable import Operator

@Suite("The texts of the console")
struct ConsoleTextsTests {
    private static let folder = repositoryURL("Services/Operator/WebConsole/Templates")

    private static func catalogue(_ language: String) throws -> [String: String] {
        try JSONDecoder().decode(
            [String: String].self, from: Data(contentsOf: folder.appending(path: "texts_\(language).json")))
    }

    @Test("both catalogues have the same keys, and the same values to fill in")
    func complete() throws {
        let (chinese, english) = (try Self.catalogue("zh"), try Self.catalogue("en"))
        #expect(Set(chinese.keys).symmetricDifference(english.keys).sorted() == [])
        for (key, text) in chinese {
            let values = text.matches(of: /\{\{(\w+)\}\}/).map(\.output.1).sorted()
            #expect((english[key] ?? "").matches(of: /\{\{(\w+)\}\}/).map(\.output.1).sorted() == values, "\(key)")
        }
    }

    @Test("every text that a template or the program names exists")
    func named() throws {
        let known = Set(try Self.catalogue("zh").keys)
        for file in try FileManager.default.contentsOfDirectory(at: Self.folder, includingPropertiesForKeys: nil)
        where file.pathExtension == "mustache" {
            let text = try String(contentsOf: file, encoding: .utf8)
            let missing = text.matches(of: /\{\{t\.([\w.]+)\}\}/).map { String($0.output.1) }.filter {
                !known.contains($0)
            }
            #expect(missing == [], "\(file.lastPathComponent)")
        }
        let states = [
            "finished", "skipped", "retried", "snoozed", "dead", "cancelled", "parked", "returned", "rescued",
            "waiting",
            "running", "delayed", "held", "expired", "over", "all",
        ]
        let keys =
            states.map { "state.\($0)" } + ConsoleNote.all.map { "done.\($0)" }
            + ["urgent", "high", "normal", "low"].map { "priority.\($0)" }
            + ["session", "prepared", "slot", "standby"].map { "health.holder_\($0)" }
            + ["skip", "once"].map { "schedules.missed_\($0)" }
        #expect(keys.filter { !known.contains($0) } == [])
    }

    @Test(
        "spans are told in their two largest units",
        arguments: [
            (0.2, "0 s", "0 秒"), (59.6, "1 min", "1 分"), (61, "1 min 1 s", "1 分 1 秒"), (3601, "1 h", "1 小时"),
            (7_800, "2 h 10 min", "2 小时 10 分"), (180_000, "2 d 2 h", "2 天 2 小时"), (-3, "0 s", "0 秒"),
        ])
    func spans(seconds: Double, english: String, chinese: String) throws {
        let renderer = try ConsoleTemplates.renderer()
        for (language, text) in [(Language.english, english), (.chinese, chinese)] {
            let words = PageWords(renderer: renderer, language: language, timeZone: .shanghai)
            #expect(words.span(seconds) == text)
        }
    }
}
