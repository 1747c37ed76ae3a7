import Documents
import Foundation
import Testing

@Suite("QR codes")
struct QRCodeTests {
    @Test("the smallest code that holds the text is chosen, and higher error correction needs a larger one")
    func sizes() throws {
        #expect(try QRCode("BB").size == 21)
        let address = "https://hall.example/track?case=BB20240708-000001&code=7KQ2"
        let sizes = try QRCode.ErrorCorrection.allCases.map { try QRCode(address, errorCorrection: $0).size }
        #expect(sizes == sizes.sorted())
        #expect(sizes[0] < sizes[3])
    }

    @Test("the three finder patterns and the timing pattern stand where the standard puts them")
    func finderPatterns() throws {
        let code = try QRCode("受理通知书 https://hall.example/t/1")
        let last = code.size - 7
        for (row, column) in [(0, 0), (0, last), (last, 0)] {
            for offset in 0..<7 {
                #expect(code.isDark(row: row, column: column + offset))
                #expect(code.isDark(row: row + 6, column: column + offset))
                #expect(code.isDark(row: row + 3, column: column + offset) == [0, 2, 3, 4, 6].contains(offset))
            }
        }
        for column in 8..<(code.size - 8) { #expect(code.isDark(row: 6, column: column) == (column % 2 == 0)) }
    }

    @Test("a text that is empty or too long is refused by name")
    func limits() {
        #expect(throws: DocumentError.notEncodable("it is empty")) { try QRCode("") }
        #expect(throws: DocumentError.notEncodable("3000 bytes are too many")) {
            try QRCode(String(repeating: "x", count: 3000))
        }
    }

    @Test("the PNG is a bitmap of the modules with a border of four")
    func png() throws {
        let code = try QRCode("BB-2024-07-08-1")
        let size = try PNG(code.png(module: 3)).size
        #expect(size.width == (code.size + 8) * 3)
        #expect(size.height == size.width)
    }

    @Test("the SVG draws as many dark modules as the code has")
    func svg() throws {
        let code = try QRCode("BB-2024-07-08-1")
        let svg = code.svg(label: "A & \"B\"")
        #expect(svg.contains("viewBox=\"0 0 \(code.size + 8) \(code.size + 8)\""))
        #expect(svg.contains("aria-label=\"A &amp; &quot;B&quot;\""))
        let drawn = svg.matches(of: /h(\d+)v1h-/).reduce(0) { $0 + (Int($1.output.1) ?? 0) }
        let dark = (0..<code.size).flatMap { row in (0..<code.size).filter { code.isDark(row: row, column: $0) } }.count
        #expect(drawn == dark)
    }
}
