public import Foundation

/// The identity of a case in Intake's ledger.
public typealias CaseID = Identifier<CaseSummary>

/// What a case's events tell of it: enough for figures and for showing, without personal data.
public struct CaseSummary: Hashable, Codable, Sendable {
    /// The case.
    public var caseID: CaseID
    /// The number people quote (办件编号).
    public var number: String
    /// What it asks for.
    public var kind: CaseKind
    /// How it came in.
    public var channel: Channel
    /// For hotline cases: answered at once or sent to a department.
    public var handling: Handling?
    /// The service item's code (事项编码), where the case is an application.
    public var itemCode: String?
    /// GB/T 2260 or street code of the place.
    public var regionCode: String
    /// The department that has it (承办单位), once it was dispatched.
    public var department: String?
    /// When it came in.
    public var receivedAt: Date
    /// The statutory due time (法定时限), once accepted.
    public var statutoryDue: Date?
    /// The promised due time (承诺时限), once accepted.
    public var promisedDue: Date?

    /// Sums up a case.
    public init(
        caseID: CaseID, number: String, kind: CaseKind, channel: Channel, handling: Handling? = nil,
        itemCode: String? = nil, regionCode: String, department: String? = nil, receivedAt: Date,
        statutoryDue: Date? = nil, promisedDue: Date? = nil
    ) {
        self.caseID = caseID
        self.number = number
        self.kind = kind
        self.channel = channel
        self.handling = handling
        self.itemCode = itemCode
        self.regionCode = regionCode
        self.department = department
        self.receivedAt = receivedAt
        self.statutoryDue = statutoryDue
        self.promisedDue = promisedDue
    }
}
