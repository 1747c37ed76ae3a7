import Documents
import Foundation
import Models

/// The summary of a week in one language, as content: what the e-mail, the page, the PDF and the workbook all show.
struct WeeklyReport: Sendable {
    /// One of at most six numbers at the top (要闻数字).
    struct Headline: Hashable, Sendable {
        let label: String
        let value: String
        let note: String
        /// Whether the note needs attention.
        let isAlert: Bool
    }

    struct Column: Hashable, Sendable {
        let title: String
        let isNumber: Bool
        let weight: Double
        /// Whether its texts are better not broken.
        var keepsLine = false
    }

    struct Table: Hashable, Sendable {
        let columns: [Column]
        let rows: [[ReportValue]]
    }

    struct Chart: Sendable {
        /// The content id and the file's name without its ending.
        let name: String
        let alternativeText: String
        let drawing: Drawing
    }

    struct Section: Sendable {
        let id: String
        let title: String
        var chart: Chart?
        var table: Table?
        var notes: [String] = []
    }

    let language: Language
    let timeZone: TimeZone
    let week: String
    let organisation: String
    let title: String
    /// Week, dates, working days.
    let subtitle: String
    let subject: String
    let fileStem: String
    let headlines: [Headline]
    let sentences: [String]
    let sections: [Section]
    let definitionsTitle: String
    let definitions: [String]
    let footer: [String]
    let overviewTitle: String
    /// What stands at the foot of a printed page, with its placeholders.
    let pageLabel: @Sendable (_ page: Int, _ pages: Int) -> String
    let asOf: Date
}
