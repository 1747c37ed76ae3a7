import Models
import ServiceKit

/// Where a page of the verification ended: in the cases, by id, in the records of imports behind them, or in the
/// anchors at the end.
enum LedgerCursor: Hashable, Sendable {
    case cases(after: CaseID)
    case imports(source: String, externalID: String)
    case anchors(AnchorPlace)

    /// Before everything.
    static let start = Self.cases(after: .lowest)

    /// Reads a cursor as it was given out.
    init(_ text: String) throws(FieldError) {
        let parts = text.split(separator: "~", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2, parts[0] == "cases", let id = CaseID(parts[1]) {
            self = .cases(after: id)
        } else if parts.count >= 3, parts[0] == "imports" {
            self = .imports(source: parts[1], externalID: parts[2...].joined(separator: "~"))
        } else if parts.count == 4, parts[0] == "anchors", let id = CaseID(parts[2]),
            let tree = Base64URL.decode(parts[3]).flatMap(MerkleTree.init(bytes:)),
            let done = parts[1].isEmpty ? .some(nil) : LocalDate(parts[1]).map(Optional.some)
        {
            self = .anchors(AnchorPlace(done: done, after: id, tree: tree))
        } else {
            throw FieldError(field: "after", reason: "is none of ours", expected: "the value of `next`")
        }
    }

    var text: String {
        switch self {
        case .cases(let id): "cases~\(id)"
        case .imports(let source, let externalID): "imports~\(source)~\(externalID)"
        case .anchors(let place):
            "anchors~\(place.done?.description ?? "")~\(place.after)~\(Base64URL.encode(place.tree.bytes))"
        }
    }
}
