import Documents
import Foundation

/// The report as a workbook: an overview, a sheet per section with its numbers as numbers, and the definitions.
struct WeeklyWorkbook: Sendable {
    let report: WeeklyReport

    /// The file's bytes; the same report gives the same bytes.
    func bytes() throws -> [UInt8] {
        try Spreadsheet(
            title: "\(report.title) \(report.week)", author: report.organisation, created: report.asOf,
            sheets: [overview] + report.sections.compactMap(sheet) + [definitions]
        ).bytes()
    }

    // MARK: - Private

    private var overview: Sheet {
        var rows: [[Cell]] = report.headlines.map { [.heading($0.label), .text($0.value), .text($0.note)] }
        rows.append([])
        rows += report.sentences.map { [.empty, .text($0)] }
        rows.append([])
        rows += report.footer.map { [.empty, .text($0)] }
        return Sheet(
            name: report.overviewTitle,
            columns: [.init(report.title, width: 24), .init(report.subtitle, width: 70), .init("", width: 30)],
            rows: rows)
    }

    private func sheet(_ section: WeeklyReport.Section) -> Sheet? {
        guard let table = section.table else { return nil }
        return Sheet(
            name: section.title,
            columns: table.columns.map { .init($0.title, width: $0.isNumber ? 14 : 12 + 6 * $0.weight) },
            rows: table.rows.map { row in row.map { $0.cell(in: report.timeZone) } })
    }

    private var definitions: Sheet {
        Sheet(
            name: report.definitionsTitle, columns: [.init(report.definitionsTitle, width: 110)],
            rows: report.definitions.map { [.text($0)] })
    }
}
