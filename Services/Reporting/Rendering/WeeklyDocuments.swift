import Documents
import Foundation
import Models
import ServiceKit

/// One file of a frozen week: what is stored and sent.
struct WeeklyDocument: Hashable, Sendable {
    /// What a file is for.
    enum Part: String, CaseIterable, Sendable {
        case text
        case html
        case pdf
        case xlsx
        case kindsChart = "kinds"
        case dailyChart = "daily"
        case regionsChart = "regions"
    }

    let part: Part
    let filename: String
    let mediaType: String
    /// For an image that the HTML shows (RFC 2392).
    let contentID: String?
    let content: [UInt8]
}

/// Draws all files of a week from its figures. Pure and reproducible; heavy enough to keep off the cooperative pool.
struct WeeklyDocumentSet: Sendable {
    /// The largest HTML body that mail readers show whole.
    static let htmlLimit = 100_000

    let renderer: PageRenderer

    /// The templates and texts that come with the program.
    static func standard() throws -> WeeklyDocumentSet {
        WeeklyDocumentSet(
            renderer: try PageRenderer(
                templates: ["weekly": PackageResources.weekly_mustache],
                texts: [.chinese: PackageResources.texts_zh_json, .english: PackageResources.texts_en_json]))
    }

    /// The report's content in a language.
    func report(_ figures: WeeklyFigures, fingerprint: String, language: Language) throws -> WeeklyReport {
        try WeeklyReportBuilder(
            figures: figures, texts: WeeklyTexts(renderer.texts, language), fingerprint: fingerprint
        ).report()
    }

    /// The subject line of the mail.
    func subject(_ figures: WeeklyFigures, language: Language) throws -> String {
        try report(figures, fingerprint: "", language: language).subject
    }

    /// Every file, in the order of `WeeklyDocument.Part`.
    func documents(_ figures: WeeklyFigures, fingerprint: String, language: Language) throws -> [WeeklyDocument] {
        let report = try report(figures, fingerprint: fingerprint, language: language)
        let html = try WeeklyPage(report: report, renderer: renderer).html { "cid:\(Self.contentID($0, report))" }
        let stem = report.fileStem
        var documents = [
            WeeklyDocument(
                part: .text, filename: "\(stem).txt", mediaType: "text/plain; charset=utf-8", contentID: nil,
                content: Array(PlainText(report: report).text().utf8)),
            WeeklyDocument(
                part: .html, filename: "\(stem).html", mediaType: "text/html; charset=utf-8", contentID: nil,
                content: Array(html.utf8)),
            WeeklyDocument(
                part: .pdf, filename: "\(stem).pdf", mediaType: "application/pdf", contentID: nil,
                content: try WeeklyPDF(report: report).bytes()),
            WeeklyDocument(
                part: .xlsx, filename: "\(stem).xlsx",
                mediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", contentID: nil,
                content: try WeeklyWorkbook(report: report).bytes()),
        ]
        for chart in report.sections.compactMap(\.chart) {
            guard let part = WeeklyDocument.Part(rawValue: chart.name) else { continue }
            documents.append(
                WeeklyDocument(
                    part: part, filename: "\(chart.name).png", mediaType: "image/png",
                    contentID: Self.contentID(chart, report), content: try chart.drawing.png()))
        }
        return documents
    }

    /// The week as a page of its own, its charts inside it.
    func page(_ figures: WeeklyFigures, fingerprint: String, language: Language) throws -> String {
        let report = try report(figures, fingerprint: fingerprint, language: language)
        return try WeeklyPage(report: report, renderer: renderer).html { chart in
            "data:image/png;base64," + Data(try chart.drawing.png()).base64EncodedString()
        }
    }

    private static func contentID(_ chart: WeeklyReport.Chart, _ report: WeeklyReport) -> String {
        "\(chart.name).\(report.week).\(report.language.rawValue)@reporting.bangban"
    }
}
