/// What is wrong with a CSV text, and where.
public struct CSVError: Error, Hashable, Sendable {
    /// The kinds of error.
    public enum Problem: Hashable, Sendable {
        /// A quote opened here is never closed, or only far away.
        case unbalancedQuote
        /// A quote stands inside a field that did not begin with one.
        case strayQuote
        /// Something other than a comma or a line break follows a closing quote.
        case textAfterQuote
        /// The bytes are not UTF-8; `looksLike` names an encoding that they fit, such as GBK.
        case notUTF8(looksLike: String?)
        /// The record has another number of fields than the header.
        case fieldCount(found: Int, expected: Int)
        /// A field is longer than the limit.
        case fieldTooLong(limit: Int)
        /// A record is longer than the limit.
        case recordTooLong(limit: Int)
        /// A record has more fields than the limit.
        case tooManyFields(limit: Int)
        /// The header lacks columns.
        case missingColumns([String])
        /// The header names a column twice.
        case duplicateColumn(String)
        /// There is no header row.
        case empty
        /// A value of a column was refused.
        case value(column: String, reason: String)
    }

    /// The line, from 1; lines inside quoted fields count.
    public var line: Int
    /// The byte within the line, from 1; of a field the place where it begins.
    public var column: Int
    /// What is wrong.
    public var problem: Problem

    /// Names an error.
    public init(line: Int, column: Int, problem: Problem) {
        self.line = line
        self.column = column
        self.problem = problem
    }

    /// What is wrong, as a clause without the place.
    public var reason: String { problem.description }
}

extension CSVError: CustomStringConvertible {
    /// `line 17, column 42: a quote is opened and never closed`.
    public var description: String { "line \(line), column \(column): \(problem)" }
}

extension CSVError.Problem: CustomStringConvertible {
    /// What is wrong, as a clause.
    public var description: String {
        switch self {
        case .unbalancedQuote: "a quote is opened and not closed"
        case .strayQuote: "a quote stands inside a field that does not begin with one"
        case .textAfterQuote: "something follows a closing quote; a comma or a line break was expected"
        case .notUTF8(let guess): "the text is not UTF-8" + (guess.map { " (it looks like \($0))" } ?? "")
        case .fieldCount(let found, let expected): "\(found) fields where the header has \(expected)"
        case .fieldTooLong(let limit): "a field is longer than \(limit) bytes"
        case .recordTooLong(let limit): "a record is longer than \(limit) bytes"
        case .tooManyFields(let limit): "a record has more than \(limit) fields"
        case .missingColumns(let names): "the header lacks \(names.joined(separator: ", "))"
        case .duplicateColumn(let name): "the header names \(name) twice"
        case .empty: "there is no header row"
        case .value(let column, let reason): "\(column): \(reason)"
        }
    }
}
