import Hummingbird

/// A JSON object with one list, so that more can be said beside it later.
struct JSONList<Element: Encodable & Sendable>: ResponseEncodable, Sendable {
    var items: [Element]
}

extension CasePage: ResponseEncodable {}
extension ReferenceUpload.Outcome: ResponseEncodable {}
extension ImportReport: ResponseEncodable {}
extension LedgerPage: ResponseEncodable {}
extension TrackedCase: ResponseEncodable {}
extension CaseRow: ResponseEncodable {}
extension KioskEnrolment: ResponseEncodable {}
extension AddedStaff: ResponseEncodable {}
