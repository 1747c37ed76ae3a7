import Foundation
import Models
import ServiceKit

/// Where a page of cases ended: newest first, so the next page is older.
struct CaseCursor: Hashable, Sendable {
    var receivedAt: Date
    var id: CaseID

    init(_ row: CaseRow) {
        receivedAt = row.receivedAt
        id = row.id
    }

    /// Reads a cursor as it was given out.
    init(_ text: String) throws(FieldError) {
        let parts = text.split(separator: "~")
        guard parts.count == 2, let microseconds = Int64(parts[0]), let id = CaseID(String(parts[1])) else {
            throw FieldError(field: "cursor", reason: "is none of ours", expected: "the value of `next`")
        }
        receivedAt = Date(timeIntervalSince1970: Double(microseconds) / 1_000_000)
        self.id = id
    }

    var text: String { "\(receivedAt.microseconds)~\(id)" }
}
