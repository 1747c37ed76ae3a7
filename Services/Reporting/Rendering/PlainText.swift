/// The report as plain text: for readers without HTML, and for screen readers.
struct PlainText: Sendable {
    let report: WeeklyReport

    func text() -> String {
        var lines = [report.title, report.subtitle, ""]
        lines += report.headlines.map { "\($0.label)  \($0.value)  (\($0.note))" }
        lines += [""] + report.sentences
        for section in report.sections {
            lines += ["", "【\(section.title)】"]
            if let table = section.table { lines += rows(of: table) }
            lines += section.notes
        }
        lines += ["", "【\(report.definitionsTitle)】"] + report.definitions.map { "- \($0)" }
        lines += ["", "--"] + report.footer
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: - Private

    private func rows(of table: WeeklyReport.Table) -> [String] {
        let texts = [table.columns.map(\.title)] + table.rows.map { $0.map { $0.text(in: report.timeZone) } }
        let widths = table.columns.indices.map { column in texts.map { Self.width($0[column]) }.max() ?? 0 }
        return texts.map { row in
            zip(row, table.columns).enumerated().map { index, cell in
                let padding = String(repeating: " ", count: widths[index] - Self.width(cell.0))
                return cell.1.isNumber ? padding + cell.0 : cell.0 + padding
            }.joined(separator: "  ").trimmingEnd()
        }
    }

    /// Columns on a terminal: a Chinese character takes two.
    private static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + (($1.value >= 0x2E80 && $1.value < 0xFFE7) ? 2 : 1) }
    }
}

extension String {
    fileprivate func trimmingEnd() -> String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
