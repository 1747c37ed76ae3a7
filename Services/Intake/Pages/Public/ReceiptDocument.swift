import Documents

/// Draws a receipt (受理通知书) on one A5 page.
struct ReceiptDocument {
    let content: ReceiptContent

    /// 148 × 210 mm in points.
    private static let size = (width: 419.528, height: 595.276)
    private static let margin = 36.0
    private static let pine = Color(0x11574A)
    private static let haze = Color(0xF0F6F3)
    private static let seal = Color(0xA8321F)

    /// The PDF file.
    func bytes() throws -> [UInt8] {
        let content = content
        let code = try QRCode(content.address)
        let page = Drawing(width: Self.size.width, height: Self.size.height) { canvas in
            var y = Self.head(content, on: canvas)
            y = Self.numbers(content, at: y, on: canvas)
            y = Self.table(content, at: y, on: canvas)
            Self.foot(content, code, on: canvas)
        }
        return try PDFDocument(
            title: "\(content.title) \(content.number)", author: content.brand, created: content.made, pages: [page]
        ).bytes()
    }

    // MARK: - Private

    private static var width: Double { size.width - 2 * margin }

    private static func head(_ content: ReceiptContent, on canvas: borrowing Canvas) -> Double {
        canvas.fill(Box(x: 0, y: 0, width: size.width, height: 6), pine)
        canvas.text(content.brand, x: margin, y: 26, TextStyle(size: 11, weight: .bold, color: seal))
        let title = TextStyle(size: 20, weight: .bold, alignment: .center)
        var y = 48 + canvas.text(content.title, x: margin, y: 48, width: width, title)
        y += 6
        y += canvas.text(content.lead, x: margin, y: y, width: width, TextStyle(size: 10))
        return y + 10
    }

    /// The two numbers that the party needs, large.
    private static func numbers(_ content: ReceiptContent, at y: Double, on canvas: borrowing Canvas) -> Double {
        let box = Box(x: margin, y: y, width: width, height: 62)
        canvas.fill(box, haze, radius: 4)
        let rows = [(content.numberName, content.number), (content.codeName, content.code)]
        for (index, row) in rows.enumerated() {
            let line = Box(x: margin + 12, y: y + 5 + Double(index) * 26, width: width - 24, height: 26)
            canvas.text(row.0, in: line, TextStyle(size: 9.5, color: .muted))
            canvas.text(row.1, in: line, TextStyle(size: 14, weight: .bold, alignment: .trailing))
        }
        return box.bottom + 8
    }

    private static func table(_ content: ReceiptContent, at top: Double, on canvas: borrowing Canvas) -> Double {
        let names = 96.0
        var y = top
        for line in content.lines {
            let style = TextStyle(size: 10).limited(to: 3)
            canvas.text(line.name, x: margin, y: y + 5, width: names, TextStyle(size: 9.5, color: .muted))
            var height = canvas.text(line.value, x: margin + names, y: y + 5, width: width - names, style)
            if let note = line.note {
                height += canvas.text(
                    note, x: margin + names, y: y + 5 + height, width: width - names,
                    TextStyle(size: 8.5, color: .muted))
            }
            y += height + 9
            canvas.line(from: (margin, y), to: (margin + width, y))
        }
        return y
    }

    private static func foot(_ content: ReceiptContent, _ code: QRCode, on canvas: borrowing Canvas) {
        let side = 92.0
        let y = size.height - margin - side
        canvas.qrCode(code, x: margin - 8, y: y + 4, side: side)
        canvas.link(content.address, in: Box(x: margin, y: y, width: side, height: side))
        let left = margin + side + 6
        let top = y + 16
        let height = canvas.text(
            content.scan, x: left, y: top, width: width - side - 6, TextStyle(size: 10.5, weight: .bold))
        canvas.text(
            content.foot, x: left, y: top + height + 3, width: width - side - 6,
            TextStyle(size: 8.5, color: .muted))
    }
}
