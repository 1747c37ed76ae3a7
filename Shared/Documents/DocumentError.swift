/// Why a document could not be made.
public enum DocumentError: Error, Equatable, CustomStringConvertible {
    /// Cairo reports a drawing error, such as `out of memory`.
    case drawing(String)
    /// The bytes are not a PNG image.
    case notAnImage(String)
    /// libqrencode refuses the text: empty, or longer than a QR code can hold.
    case notEncodable(String)
    /// libxlsxwriter refuses the workbook.
    case spreadsheet(String)
    /// A cell of a spreadsheet holds more than Excel takes.
    case cellTooLong(sheet: String, row: Int, column: Int)
    /// A date of a spreadsheet lies before 1900.
    case dateOutOfRange(sheet: String, row: Int, column: Int)

    /// One line for a log.
    public var description: String {
        switch self {
        case .drawing(let reason): "drawing failed: \(reason)"
        case .notAnImage(let reason): "the bytes are not a PNG image: \(reason)"
        case .notEncodable(let reason): "the text does not fit a QR code: \(reason)"
        case .spreadsheet(let reason): "the workbook was refused: \(reason)"
        case .cellTooLong(let sheet, let row, let column):
            "sheet '\(sheet)', row \(row), column \(column): a cell holds at most 32767 characters"
        case .dateOutOfRange(let sheet, let row, let column):
            "sheet '\(sheet)', row \(row), column \(column): a date must not lie before 1900-01-01"
        }
    }
}
