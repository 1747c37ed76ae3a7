import Foundation
import Models

/// One row of a hotline's export, every field found right.
struct HotlineRow: Sendable {
    /// The hotline's own id of the call, unique.
    var externalID: String
    var receivedAt: Date
    var kind: CaseKind
    var handling: Handling
    var summary: String
    var content: String
    var region: Region
    var name: String
    var phone: PhoneNumber?
}
