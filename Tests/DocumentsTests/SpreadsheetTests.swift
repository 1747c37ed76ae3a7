import Documents
import Foundation
import TestKit
import Testing

@Suite("Spreadsheets")
struct SpreadsheetTests {
    private static let shanghai = TimeZone(secondsFromGMT: 8 * 3600)

    private static func workbook(_ rows: [[Cell]]) throws -> [UInt8] {
        try Spreadsheet(
            title: "周报", author: "帮办", created: Date(timeIntervalSince1970: 1_720_972_800),
            sheets: [
                Sheet(name: "概览", columns: [.init("指标", width: 24), .init("值")], rows: rows),
                Sheet(name: "空", columns: [.init("无")], rows: []),
            ]
        ).bytes()
    }

    private static func part(_ name: String, of bytes: [UInt8]) throws -> String {
        try Tool.run("unzip", ["-p", "@", name], on: bytes)
    }

    @Test("numbers, percents and dates are stored as numbers with a format, texts as strings")
    func typedCells() throws {
        let zone = try #require(Self.shanghai)
        let bytes = try Self.workbook([
            [.text("受理量"), .integer(71_184)], [.text("占比"), .percent(47.09)],
            [.heading("均值"), .decimal(1.5, places: 1)],
            [.text("日期"), .date(year: 2024, month: 7, day: 8)],
            [.text("时刻"), .moment(Date(timeIntervalSince1970: 1_720_396_800), in: zone)], [.empty, .empty],
        ])
        let sheet = try Self.part("xl/worksheets/sheet1.xml", of: bytes)
        #expect(sheet.contains("<v>71184</v>"))
        #expect(sheet.contains("<v>0.4709</v>"))
        #expect(sheet.contains("<v>45481</v>"), "2024-07-08 as a day number")
        #expect(sheet.contains("<v>45481.333333"), "08:00 in Shanghai")
        #expect(try Self.part("xl/sharedStrings.xml", of: bytes).contains("<t>受理量</t>"))
        let styles = try Self.part("xl/styles.xml", of: bytes)
        for format in ["0.00%", "yyyy-mm-dd hh:mm", "#,##0.0"] { #expect(styles.contains("formatCode=\"\(format)\"")) }
    }

    @Test(
        "a text that begins like a formula stays a text",
        arguments: ["=1+1", "+8613800000000", "-2+3", "@SUM(A1)", "\t=1", "=HYPERLINK(\"http://x\")"])
    func noFormulas(text: String) throws {
        let bytes = try Self.workbook([[.text(text), .text("b")]])
        let sheet = try Self.part("xl/worksheets/sheet1.xml", of: bytes)
        #expect(!sheet.contains("<f>"))
        #expect(sheet.matches(of: /<c r="A2"[^>]*t="s"/).count == 1)
        let escaped = text.replacing("\"", with: "&quot;")
        let strings = try Self.part("xl/sharedStrings.xml", of: bytes)
        #expect(strings.contains(">\(text)<") || strings.contains(">\(escaped)<"))
    }

    @Test("the head is frozen on every sheet, names and widths are the caller's")
    func frozenHead() throws {
        let bytes = try Self.workbook([[.text("a"), .text("b")]])
        for number in 1...2 {
            let sheet = try Self.part("xl/worksheets/sheet\(number).xml", of: bytes)
            #expect(sheet.contains("<pane ySplit=\"1\""))
        }
        #expect(try Self.part("xl/worksheets/sheet1.xml", of: bytes).contains("width=\"24.7"))
        let workbook = try Self.part("xl/workbook.xml", of: bytes)
        #expect(workbook.contains("name=\"概览\"") && workbook.contains("name=\"空\""))
    }

    @Test("the same workbook gives the same bytes, whatever the clock and the file's name")
    func isReproducible() throws {
        let rows: [[Cell]] = [[.text("a"), .integer(1)]]
        let bytes = try Self.workbook(rows)
        #expect(try bytes == Self.workbook(rows))
        #expect(try Self.part("docProps/core.xml", of: bytes).contains("2024-07-14T16:00:00Z"))
    }

    @Test("what Excel cannot hold is refused by sheet, row and column")
    func limits() {
        #expect(throws: DocumentError.cellTooLong(sheet: "概览", row: 1, column: 0)) {
            try Self.workbook([[.text(String(repeating: "字", count: 32_768))]])
        }
        #expect(throws: DocumentError.dateOutOfRange(sheet: "概览", row: 1, column: 0)) {
            try Self.workbook([[.date(year: 1899, month: 12, day: 31)]])
        }
        #expect(throws: DocumentError.self) {
            try Spreadsheet(
                title: "", created: Date(timeIntervalSince1970: 0), sheets: [Sheet(name: "a/b", columns: [], rows: [])]
            ).bytes()
        }
    }

    @Test("control characters and NUL do not break the file")
    func controlCharacters() throws {
        let bytes = try Self.workbook([[.text("a\u{0}b\u{1}c<&>\u{1F680}")]])
        let strings = try Self.part("xl/sharedStrings.xml", of: bytes)
        #expect(strings.contains("a\u{FFFD}b_x0001_c&lt;&amp;&gt;🚀"))
        #expect(try Tool.run("unzip", ["-t", "@"], on: bytes).contains("No errors detected"))
    }
}
