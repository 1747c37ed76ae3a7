import Documents
import Foundation
import TestKit
import Testing

@Suite("Charts")
struct ChartTests {
    private static let kinds = ShareChart(
        title: "诉求类别构成", subtitle: "第28周(07-08—07-14) · 受理 71,184 件",
        parts: [
            .init("咨询", 33_523, note: "47.09 %"), .init("求助", 21_570, note: "30.30 %"),
            .init("建议", 10_497, note: "14.75 %"), .init("投诉举报", 3_783, note: "5.31 %"),
            .init("感谢", 228, note: "0.32 %"), .init("其他", 1_583, note: "2.22 %"),
        ], unit: "件")

    private static let days = BarChart(
        title: "每日受理量", subtitle: "件 · 虚线为日均",
        bars: [
            .init("周一\n07-08", 11_340), .init("周二\n07-09", 10_911), .init("周三\n07-10", 10_702),
            .init("周四\n07-11", 10_498), .init("周五\n07-12", 10_311),
            .init("周六\n07-13", 8_902, color: .series(4)), .init("周日\n07-14", 8_520, color: .series(4)),
        ], orientation: .vertical, reference: ("日均 10,169", 10_169))

    private static let regions = BarChart(
        title: "受理量前十的地区", subtitle: "件 · 占比",
        bars: [
            .init("赛罕区", 9_120, note: "12.81 %"), .init("昆都仑区", 8_204, note: "11.53 %"),
            .init("鄂尔多斯市东胜区", 5_311, note: "7.46 %"), .init("科尔沁左翼中旗保康街道", 2, note: "0.00 %"),
            .init("没有业务的地区", 0, note: "0.00 %"),
        ])

    private static let weeks = LineChart(
        title: "近五周受理量", subtitle: "件", labels: ["W24", "W25", "W26", "W27", "W28"],
        series: [
            .init("受理", [68_020, 70_311, 69_874, 71_356, 71_184]), .init("办结", [67_900, nil, 69_001, 70_020, 70_555]),
        ])

    private static let handling = ShareChart(
        title: "办理方式", parts: [.init("直办", 37_527, note: "52.72 %"), .init("转办", 33_657, note: "47.28 %")],
        form: .bar)

    static let drawings: [(String, Drawing)] = [
        ("kinds", kinds.drawing()), ("days", days.drawing()), ("regions", regions.drawing(height: 220)),
        ("weeks", weeks.drawing()), ("handling", handling.drawing(height: 110)),
    ]

    @Test("a chart's PNG has two pixels to the point and is small enough for a mail", arguments: drawings.map(\.0))
    func pngSize(name: String) throws {
        let drawing = try #require(Self.drawings.first { $0.0 == name }?.1)
        let png = try drawing.png()
        Attachment.record(png, named: "\(name).png")
        let size = try PNG(png).size
        #expect(size == (Int(drawing.width * 2), Int(drawing.height * 2)))
        #expect(png.count < 120_000)
    }

    @Test("a chart on a page keeps its texts as text")
    func chartsInPDF() throws {
        let pages = PageFlow(blocks: Self.drawings.map { Block.drawing($0.1) }).pages()
        let document = PDFDocument(title: "charts", created: .init(timeIntervalSince1970: 0), pages: pages)
        let text = try Tool.run("pdftotext", ["-layout", "@", "-"], on: document.bytes())
        for word in ["诉求类别构成", "投诉举报", "3,783", "5.31 %", "日均 10,169", "07-14", "52.72 %", "71,184"] {
            #expect(text.contains(word), "\(word)")
        }
    }

    @Test(
        "charts without values or with only zeros are drawn empty instead of failing",
        arguments: [
            BarChart(bars: []).drawing(), BarChart(bars: [.init("x", 0)], orientation: .vertical).drawing(),
            ShareChart(parts: []).drawing(), ShareChart(parts: [.init("x", 0)], form: .bar).drawing(),
            LineChart(labels: [], series: []).drawing(),
            LineChart(labels: ["a"], series: [.init("x", [nil])]).drawing(),
        ])
    func emptyCharts(drawing: Drawing) throws {
        #expect(try PNG(drawing.png()).size.width == 1120)
    }

    @Test(
        "numbers are grouped by thousands, with a decimal only where there is one",
        arguments: zip(
            [0, 7, 999, 1_000, 71_184, 1_234_567.25, -10_169, -0.04, .nan],
            ["0", "7", "999", "1,000", "71,184", "1,234,567.3", "-10,169", "0", "—"]))
    func grouping(value: Double, expected: String) {
        #expect(ChartNumber.grouped(value) == expected)
    }
}
