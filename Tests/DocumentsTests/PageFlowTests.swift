import Documents
import Foundation
import TestKit
import Testing

@Suite("Flowing pages")
struct PageFlowTests {
    private static func pages(of flow: PageFlow) throws -> [String] {
        let document = PDFDocument(title: "t", created: Date(timeIntervalSince1970: 0), pages: flow.pages())
        return try Tool.run("pdftotext", ["-layout", "@", "-"], on: document.bytes())
            .split(separator: "\u{0C}").map(String.init)
    }

    @Test("a long table goes on over several pages, its head repeated, no row lost, each page numbered")
    func tableFlows() throws {
        let rows = (1...120).map { ["办件\($0)", "赛罕区", "\($0 * 10)"] }
        let table = Table(
            columns: [.init("编号", weight: 2), .init("地区"), .init("数量", alignment: .trailing)], rows: rows)
        let flow = PageFlow(blocks: [.text("附表", TextStyle(size: 16, weight: .bold))] + table.blocks()) {
            $0.text("第 \($1) 页 / 共 \($2) 页", x: $0.width / 2, y: $0.height - 40, TextStyle(alignment: .center))
        }
        let pages = try Self.pages(of: flow)
        #expect(pages.count == 4)
        for (index, page) in pages.enumerated() {
            #expect(page.contains("编号"))
            #expect(page.replacing(" ", with: "").contains("第\(index + 1)页/共4页"))
        }
        let all = pages.joined()
        for number in 1...120 { #expect(all.contains("办件\(number) ")) }
    }

    @Test("a heading is never the last thing on a page")
    func headingsStayWithTheirText() throws {
        let body = TextStyle(size: 10)
        let flow = PageFlow(
            blocks: [
                .space(700), .text("标题", body, keepsWithNext: true), .text("第一段", body),
            ])
        let pages = try Self.pages(of: flow)
        #expect(pages.last?.contains("标题") == true)
        #expect(pages.last?.contains("第一段") == true)
    }

    @Test("a block that is higher than a page does not loop")
    func hugeBlock() {
        #expect(PageFlow(blocks: [.space(5000), .text("end")]).pages().count == 2)
        #expect(PageFlow(blocks: []).pages().count == 1)
    }
}
