import Documents
import Foundation

/// The report as pages to print.
struct WeeklyPDF: Sendable {
    let report: WeeklyReport

    /// The file's bytes; the same report gives the same bytes.
    func bytes() throws -> [UInt8] {
        try PDFDocument(
            title: "\(report.title) \(report.week)", author: report.organisation, subject: report.subtitle,
            created: report.asOf, pages: pages()
        ).bytes()
    }

    // MARK: - Private

    private static let margin = 48.0
    private static let heading = TextStyle(size: 12.5, weight: .bold, color: .accent, lineHeight: 1.4)
    private static let sentence = TextStyle(size: 10.5, lineHeight: 1.6)
    private static let small = TextStyle(size: 8, color: .muted, lineHeight: 1.5)

    private func pages() -> [Drawing] {
        var flow = PageFlow(blocks: blocks, margin: Self.margin) { [report] canvas, page, pages in
            if page == 1 {
                Self.masthead(report, on: canvas)
            } else {
                let line = "\(report.organisation) · \(report.title) · \(report.subtitle)"
                canvas.text(line, x: Self.margin, y: 26, Self.small)
            }
            let foot = Box(x: Self.margin, y: canvas.height - 36, width: canvas.width - 2 * Self.margin, height: 14)
            canvas.text(report.pageLabel(page, pages), in: foot, Self.small.aligned(.center))
        }
        flow.frame.height -= 8
        return flow.pages()
    }

    private var blocks: [Block] {
        var blocks: [Block] = [.space(64), headlines]
        blocks += report.sentences.map { .text($0, Self.sentence, spacing: 3) }
        blocks.append(.space(14))
        for section in report.sections { blocks += self.blocks(of: section) }
        blocks.append(.text(report.definitionsTitle, Self.heading, spacing: 4, keepsWithNext: true))
        blocks += report.definitions.map { .text($0, Self.small, spacing: 1) }
        blocks += [.space(12), .rule()]
        blocks += report.footer.map { .text($0, Self.small, spacing: 1) }
        return blocks
    }

    private func blocks(of section: WeeklyReport.Section) -> [Block] {
        var blocks: [Block] = []
        blocks.append(.text(section.title, Self.heading, spacing: 6, keepsWithNext: true))
        if let chart = section.chart { blocks.append(.drawing(chart.drawing, spacing: 10)) }
        if let table = section.table {
            let columns = table.columns.map {
                Table.Column($0.title, weight: $0.weight, alignment: $0.isNumber ? .trailing : .leading)
            }
            let rows = table.rows.map { row in row.map { $0.text(in: report.timeZone) } }
            blocks += Table(columns: columns, rows: rows).blocks(spacing: section.notes.isEmpty ? 18 : 5)
        }
        for (index, note) in section.notes.enumerated() {
            blocks.append(.text(note, Self.small, spacing: index == section.notes.count - 1 ? 16 : 2))
        }
        return blocks
    }

    private static func masthead(_ report: WeeklyReport, on canvas: borrowing Canvas) {
        canvas.fill(Box(x: 0, y: 0, width: canvas.width, height: 96), .accent)
        canvas.text(report.title, x: margin, y: 26, TextStyle(size: 21, weight: .bold, color: .white, lineHeight: 1.2))
        canvas.text(
            report.subtitle, x: margin, y: 58, TextStyle(size: 11, color: .white.opacity(0.9), lineHeight: 1.3))
        canvas.text(
            report.organisation, x: canvas.width - margin, y: 30,
            TextStyle(size: 12, weight: .bold, color: .white.opacity(0.9), alignment: .trailing, lineHeight: 1.2))
    }

    /// Six cards in two rows.
    private var headlines: Block {
        let rows = Double((report.headlines.count + 2) / 3)
        return Block(spacing: 16, height: { _ in rows * 66 - 8 }) { [headlines = report.headlines] canvas, box in
            let width = (box.width - 16) / 3
            for (index, headline) in headlines.enumerated() {
                let card = Box(
                    x: box.x + Double(index % 3) * (width + 8), y: box.y + Double(index / 3) * 66, width: width,
                    height: 58)
                Self.draw(headline, in: card, on: canvas)
            }
        }
    }

    private static func draw(_ headline: WeeklyReport.Headline, in card: Box, on canvas: borrowing Canvas) {
        canvas.fill(card, .wash, radius: 4)
        let width = card.width - 20
        canvas.text(
            headline.label, x: card.x + 10, y: card.y + 6, width: width,
            TextStyle(size: 8.5, color: .muted, lineHeight: 1.3, maximumLines: 1))
        canvas.text(
            headline.value, x: card.x + 10, y: card.y + 17, width: width,
            TextStyle(size: 18, weight: .bold, color: .ink, lineHeight: 1.25, maximumLines: 1))
        canvas.text(
            headline.note, x: card.x + 10, y: card.y + 41, width: width,
            TextStyle(size: 8, color: headline.isAlert ? .alert : .muted, lineHeight: 1.3, maximumLines: 1))
    }
}
