public import Foundation

/// One cell of a sheet. Its type decides how Excel stores it: a text is never a number, a date or a formula.
public enum Cell: Hashable, Sendable {
    /// An empty cell.
    case empty
    /// Text, stored as a string whatever it begins with: `=1+1` stays the four characters it is.
    case text(String)
    /// A text that a spreadsheet's head or first column shows in bold.
    case heading(String)
    /// A whole number, grouped by thousands.
    case integer(Int)
    /// A number with so many decimals.
    case decimal(Double, places: Int = 2)
    /// A share in percent: 47.09 is shown as 47.09 % and stored as 0.4709.
    case percent(Double, places: Int = 2)
    /// A day.
    case date(year: Int, month: Int, day: Int)
    /// A moment, shown to the minute in a time zone; Excel knows no zones.
    case moment(Date, in: TimeZone)
}
