import Documents
import Foundation
import TestKit
import Testing

@Suite("PDF documents")
struct PDFDocumentTests {
    private static let created = Date(timeIntervalSince1970: 1_720_972_800)

    private static func document() throws -> PDFDocument {
        let code = try QRCode("https://hall.example/track?case=BB20240708-000001")
        let page = Drawing.a4 { canvas in
            canvas.text("受理通知书", x: 56, y: 56, TextStyle(size: 22, weight: .bold))
            canvas.text("Construction permit change · 施工许可变更", x: 56, y: 100, width: 300)
            canvas.fill(Box(x: 56, y: 160, width: 120, height: 40), .accent, radius: 6)
            canvas.line(from: (56, 220), to: (500, 220), dashes: [3, 2])
            canvas.qrCode(code, x: 400, y: 56, side: 120)
            canvas.link("https://hall.example/it's", in: Box(x: 400, y: 56, width: 120, height: 120))
        }
        let second = Drawing(width: 300, height: 200) { $0.text("第二页 𠮷 ᠮᠣᠩᠭᠣᠯ", x: 20, y: 20) }
        return PDFDocument(
            title: "受理通知书 BB-1", author: "办不成事窗口", subject: "Receipt", created: created, pages: [page, second])
    }

    @Test("text is found again by a PDF reader, page by page")
    func textIsExtractable() throws {
        let text = try Tool.run("pdftotext", ["-layout", "@", "-"], on: try Self.document().bytes())
        let pages = text.split(separator: "\u{0C}", omittingEmptySubsequences: false)
        #expect(pages[0].contains("受理通知书"))
        #expect(pages[0].contains("Construction permit change · 施工许可变更"))
        #expect(pages[1].contains("第二页 𠮷"))
    }

    @Test("all fonts are embedded as subsets, the Chinese one among them")
    func fontsAreEmbedded() throws {
        let fonts = try Tool.run("pdffonts", ["@"], on: try Self.document().bytes()).split(separator: "\n").dropFirst(2)
        #expect(fonts.contains { $0.contains("NotoSansCJKsc") })
        for font in fonts {
            // Columns from the right: object (2), unicode map, subset, embedded.
            let columns = font.split(separator: " ")
            #expect(columns[columns.count - 5..<columns.count - 2] == ["yes", "yes", "yes"], "\(font)")
        }
    }

    @Test("only what is used of a font is embedded, also where Latin and Chinese glyphs share subroutines")
    func subsetsAreSmall() throws {
        let page = Drawing.a4 { $0.text("IL入 施工许可变更 0123456789 ABCDEFGHIJKLM", x: 20, y: 20) }
        let bytes = try PDFDocument(title: "t", created: Self.created, pages: [page]).bytes()
        #expect(bytes.count < 150_000)
    }

    @Test("the properties and page sizes are the caller's")
    func propertiesAreSet() throws {
        let info = try Tool.run("pdfinfo", ["-isodates", "-f", "1", "-l", "2", "@"], on: try Self.document().bytes())
        #expect(info.contains("受理通知书 BB-1"))
        #expect(info.contains("办不成事窗口"))
        #expect(info.contains("CreationDate:    2024-07-14T16:00:00Z"))
        #expect(info.contains("595.276 x 841.89 pts (A4)"))
        #expect(info.contains("300 x 200 pts"))
    }

    @Test("the same document gives the same bytes")
    func isReproducible() throws {
        #expect(try Self.document().bytes() == Self.document().bytes())
    }

    @Test("text that is broken into lines is as high as it was measured, and an ellipsis ends what is cut")
    func textIsMeasured() {
        let style = TextStyle(size: 10, lineHeight: 1.5)
        let one = style.measure("接诉即办")
        let broken = style.measure(String(repeating: "接诉即办", count: 10), width: 100)
        #expect(abs(one.height - 15) < 0.1)
        #expect(abs(broken.height - 60) < 0.5, "40 characters of 10 pt in lines of 100 pt are 4 lines")
        #expect(style.limited(to: 1).measure(String(repeating: "字", count: 99), width: 100).height == one.height)
    }

    @Test("documents are drawn off the cooperative pool, several at once, each right")
    func rendersConcurrently() async throws {
        let expected = try Self.document().bytes()
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<8 { group.addTask { try await Rendering.run { try Self.document().bytes() } } }
            for try await bytes in group { #expect(bytes == expected) }
        }
    }

    @Test("an error inside a drawing comes out of it")
    func errorsSurface() {
        let page = Drawing.a4 { try $0.image(png: [1, 2, 3], in: $0.bounds) }
        #expect(throws: DocumentError.self) {
            try PDFDocument(title: "x", created: Self.created, pages: [page]).bytes()
        }
    }
}
