import Documents
import Foundation
import Models
import ServiceKit

/// The report as HTML: the body of the mail, whose charts come as parts of it, or a page, which carries them inside itself.
struct WeeklyPage: Sendable {
    let report: WeeklyReport
    let renderer: PageRenderer

    /// The HTML; `source` says where a chart's image is found.
    func html(source: (WeeklyReport.Chart) throws -> String) throws -> String {
        try renderer.render("weekly", view(source), language: report.language)
    }

    // MARK: - Private

    /// The width between the page's margins, in pixels.
    private static let textWidth = 584

    private struct View {
        let title: String
        let subtitle: String
        let organisation: String
        let preheader: String
        let headlineRows: [Row<Headline>]
        let sentences: [String]
        let sections: [Section]
        let definitionsTitle: String
        let definitions: [String]
        let footer: [String]
    }

    private struct Row<Item> { let items: [Item] }

    private struct Headline {
        let label: String
        let value: String
        let note: String
        let noteColor: String
    }

    private struct Section {
        let title: String
        let image: Image?
        let table: Table?
        let notes: [String]
    }

    private struct Image {
        let source: String
        let alternativeText: String
        let width: Int
        let height: Int
    }

    private struct Table {
        let head: [TableCell]
        let rows: [Row<TableCell>]
    }

    private struct TableCell {
        let text: String
        let align: String
        let nowrap: String
    }

    private func view(_ source: (WeeklyReport.Chart) throws -> String) throws -> View {
        let headlines = report.headlines.map {
            Headline(label: $0.label, value: $0.value, note: $0.note, noteColor: $0.isAlert ? "#b5400a" : "#5a6775")
        }
        return View(
            title: report.title, subtitle: report.subtitle, organisation: report.organisation,
            preheader: report.sentences.first ?? "",
            headlineRows: stride(from: 0, to: headlines.count, by: 3).map {
                Row(items: Array(headlines[$0..<min($0 + 3, headlines.count)]))
            },
            sentences: report.sentences, sections: try report.sections.map { try section($0, source) },
            definitionsTitle: report.definitionsTitle, definitions: report.definitions, footer: report.footer)
    }

    private func section(
        _ section: WeeklyReport.Section, _ source: (WeeklyReport.Chart) throws -> String
    ) throws -> Section {
        let image = try section.chart.map { chart in
            Image(
                source: try source(chart), alternativeText: chart.alternativeText, width: Self.textWidth,
                height: Int((Double(Self.textWidth) * chart.drawing.height / chart.drawing.width).rounded()))
        }
        return Section(title: section.title, image: image, table: section.table.map(table), notes: section.notes)
    }

    private func table(_ table: WeeklyReport.Table) -> Table {
        func cell(_ text: String, _ column: WeeklyReport.Column) -> TableCell {
            TableCell(
                text: text, align: column.isNumber ? "right" : "left",
                nowrap: column.isNumber || column.keepsLine ? ";white-space:nowrap" : "")
        }
        return Table(
            head: table.columns.map { cell($0.title, $0) },
            rows: table.rows.map { row in
                Row(items: zip(row, table.columns).map { cell($0.text(in: report.timeZone), $1) })
            })
    }
}
