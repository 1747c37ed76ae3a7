import Documents
import Foundation
import Models

/// Puts a week's figures into words, tables and charts in one language. Pure.
struct WeeklyReportBuilder {
    let figures: WeeklyFigures
    let texts: WeeklyTexts
    /// SHA-256 of the frozen figures in hexadecimal.
    let fingerprint: String

    var zone: TimeZone { TimeZone(identifier: figures.timeZone) ?? .shanghai }

    /// The report. Throws only when the figures name a week that does not exist.
    func report() throws -> WeeklyReport {
        let week = try ISOWeek(figures.week)
        return WeeklyReport(
            language: texts.language,
            timeZone: zone,
            week: figures.week,
            organisation: texts("organisation"),
            title: texts("title"),
            subtitle: [texts("week_year", ["year": String(week.year)]), label(week), workdays].joined(separator: " · "),
            subject: subject(week),
            fileStem: texts("filename", ["week": figures.week]),
            headlines: headlines,
            sentences: sentences,
            sections: sections(week),
            definitionsTitle: texts("section_definitions"),
            definitions: definitions,
            footer: footer,
            overviewTitle: texts("sheet_overview"),
            pageLabel: { [texts] page, pages in
                texts("page", ["page": String(page), "pages": String(pages)])
            },
            asOf: figures.asOf)
    }

    /// `第28周（07-08—07-14）`.
    func label(_ week: ISOWeek) -> String {
        texts(
            "week_label",
            [
                "number": String(week.number), "from": String(figures.from.suffix(5)),
                "to": String(figures.to.suffix(5)),
            ])
    }

    // MARK: - Private

    private var workdays: String {
        switch figures.workdays {
        case nil: texts("workdays_unknown")
        case 0: texts("workdays_none")
        case .some(let count): texts("workdays", ["count": String(count)])
        }
    }

    private func subject(_ week: ISOWeek) -> String {
        let subject = texts(
            "subject",
            [
                "number": String(week.number), "from": String(figures.from.suffix(5)),
                "to": String(figures.to.suffix(5)),
                "received": ReportNumber.grouped(figures.received), "year": String(week.year),
            ])
        guard let change = figures.changeFromPreviousWeekPercent, !isSmallBase else { return subject }
        return subject + texts("subject_change", ["change": ReportNumber.change(change)])
    }

    private var footer: [String] {
        var moments = [
            texts(
                "footer_as_of",
                ["moment": ReportNumber.moment(figures.asOf, in: zone), "zone": figures.timeZone])
        ]
        if let frozen = figures.frozenAt {
            moments.append(texts("footer_frozen", ["moment": ReportNumber.moment(frozen, in: zone)]))
        }
        let mark = figures.dataQuality.eventHighWaterMark.map(String.init) ?? ReportNumber.dash
        moments.append(texts("footer_mark", ["mark": mark]))
        let anchor = figures.ledgerAnchor.map { texts("footer_anchor", ["day": $0.day, "root": $0.root]) }
        return [
            moments.joined(separator: " · "), texts("footer_fingerprint", ["hash": fingerprint]),
            texts("footer_ledger"), anchor, texts("footer_attachments") + texts("footer_automatic"),
        ].compactMap(\.self)
    }

    private var definitions: [String] {
        let general = ["received", "shares", "null", "week", "cohort", "overdue", "frozen"].map { key in
            texts("definition_\(key)", ["zone": figures.timeZone])
        }
        return general
            + rates.map { key, _ in
                texts("definition_line", ["term": texts("rate_\(key)"), "text": texts("definition_\(key)")])
            }
    }
}
