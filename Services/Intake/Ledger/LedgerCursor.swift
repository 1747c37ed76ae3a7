import Foundation
import Models

/// Where a page of the verification ended: in the cases, by id, or in the records of imports behind them.
enum LedgerCursor: Hashable, Sendable {
    case cases(after: CaseID)
    case imports(source: String, externalID: String)

    /// Before everything.
    static let start = Self.cases(after: CaseID(rawValue: lowest))

    /// Reads a cursor as it was given out.
    init(_ text: String) throws(FieldError) {
        let parts = text.split(separator: "~", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2, parts[0] == "cases", let id = CaseID(parts[1]) {
            self = .cases(after: id)
        } else if parts.count == 3, parts[0] == "imports" {
            self = .imports(source: parts[1], externalID: parts[2])
        } else {
            throw FieldError(field: "after", reason: "is none of ours", expected: "the value of `next`")
        }
    }

    var text: String {
        switch self {
        case .cases(let id): "cases~\(id)"
        case .imports(let source, let externalID): "imports~\(source)~\(externalID)"
        }
    }

    private static let lowest = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
}
