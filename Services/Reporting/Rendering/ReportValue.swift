import Documents
import Foundation
import Models

/// A value of the report before it is written down: text for people, a typed cell for a spreadsheet.
enum ReportValue: Hashable, Sendable {
    case text(String)
    case count(Int)
    /// Signed, with its sign always shown.
    case difference(Int)
    case percent(Double?)
    case change(Double?)
    case decimal(Double?)
    case date(LocalDate)
    case moment(Date)
    case missing

    /// The value as people read it; `—` where there is none.
    func text(in zone: TimeZone) -> String {
        switch self {
        case .text(let text): text
        case .count(let count): ReportNumber.grouped(count)
        case .difference(let count): ReportNumber.signed(count)
        case .percent(let percent): ReportNumber.percent(percent)
        case .change(let percent): ReportNumber.change(percent)
        case .decimal(let value): value.map { ChartNumber.grouped($0) } ?? ReportNumber.dash
        case .date(let date): date.description
        case .moment(let moment): ReportNumber.moment(moment, in: zone)
        case .missing: ReportNumber.dash
        }
    }

    /// The value as Excel stores it; an empty cell where there is none.
    func cell(in zone: TimeZone) -> Cell {
        switch self {
        case .text(let text): .text(text)
        case .count(let count), .difference(let count): .integer(count)
        case .percent(let percent), .change(let percent): percent.map { .percent($0) } ?? .empty
        case .decimal(let value): value.map { .decimal($0, places: 1) } ?? .empty
        case .date(let date): .date(year: date.year, month: date.month, day: date.day)
        case .moment(let moment): .moment(moment, in: zone)
        case .missing: .empty
        }
    }
}
