internal import CXlsxWriter
import Foundation

/// Writes one sheet's columns, head and cells.
struct SheetWriter {
    let sheet: Sheet
    let worksheet: UnsafeMutablePointer<lxw_worksheet>
    let formats: SheetFormats

    func write() throws {
        for (index, column) in sheet.columns.enumerated() {
            try check(worksheet_set_column(worksheet, UInt16(index), UInt16(index), column.width, nil))
            try write(column.title, row: 0, column: index, formats.head)
        }
        worksheet_freeze_panes(worksheet, 1, 0)
        if !sheet.rows.isEmpty, !sheet.columns.isEmpty {
            worksheet_autofilter(worksheet, 0, 0, UInt32(sheet.rows.count), UInt16(sheet.columns.count - 1))
        }
        worksheet_repeat_rows(worksheet, 0, 0)
        worksheet_set_paper(worksheet, 9)  // A4
        worksheet_fit_to_pages(worksheet, 1, 0)
        for (row, cells) in sheet.rows.enumerated() {
            for (column, cell) in cells.enumerated() { try write(cell, row: row + 1, column: column) }
        }
    }

    // MARK: - Private

    private func write(_ cell: Cell, row: Int, column: Int) throws {
        switch cell {
        case .empty: break
        case .text(let text): try write(text, row: row, column: column, formats.text)
        case .heading(let text): try write(text, row: row, column: column, formats.heading)
        case .integer(let number): try write(Double(number), row: row, column: column, formats.integer)
        case .decimal(let number, let places):
            try write(number, row: row, column: column, formats.decimal(places))
        case .percent(let number, let places):
            try write(number / 100, row: row, column: column, formats.percent(places))
        case .date(let year, let month, let day):
            let date = lxw_datetime(year: Int32(year), month: Int32(month), day: Int32(day), hour: 0, min: 0, sec: 0)
            try write(date, row: row, column: column, formats.date)
        case .moment(let moment, let zone):
            try write(Self.datetime(moment, zone), row: row, column: column, formats.moment)
        }
    }

    /// `worksheet_write_string` never makes a formula of what it is given: this is what keeps a person's name that begins
    /// with `=` a name. C ends a string at NUL, so that character becomes U+FFFD.
    private func write(
        _ text: String, row: Int, column: Int, _ format: UnsafeMutablePointer<lxw_format>?
    ) throws {
        guard text.unicodeScalars.count <= 32_767 else {
            throw DocumentError.cellTooLong(sheet: sheet.name, row: row, column: column)
        }
        let text = text.replacing("\0", with: "\u{FFFD}")
        try check(worksheet_write_string(worksheet, UInt32(row), UInt16(column), text, format))
    }

    private func write(
        _ number: Double, row: Int, column: Int, _ format: UnsafeMutablePointer<lxw_format>?
    ) throws {
        guard number.isFinite else { return }
        try check(worksheet_write_number(worksheet, UInt32(row), UInt16(column), number, format))
    }

    private func write(
        _ date: lxw_datetime, row: Int, column: Int, _ format: UnsafeMutablePointer<lxw_format>?
    ) throws {
        guard (1900...9999).contains(date.year) else {
            throw DocumentError.dateOutOfRange(sheet: sheet.name, row: row, column: column)
        }
        var date = date
        try check(worksheet_write_datetime(worksheet, UInt32(row), UInt16(column), &date, format))
    }

    private static func datetime(_ moment: Date, _ zone: TimeZone) -> lxw_datetime {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: moment)
        return lxw_datetime(
            year: Int32(parts.year ?? 0), month: Int32(parts.month ?? 1), day: Int32(parts.day ?? 1),
            hour: Int32(parts.hour ?? 0), min: Int32(parts.minute ?? 0), sec: Double(parts.second ?? 0))
    }
}
