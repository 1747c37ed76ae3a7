import Foundation
import Models

/// A self-service terminal (自助终端).
struct Kiosk: Hashable, Sendable {
    var id: Identifier<Kiosk>
    var name: String
    /// Where it stands.
    var regionCode: String
    var enrolledAt: Date?
    var revokedAt: Date?

    /// How the ledger names it.
    var actor: String { "kiosk:\(id)" }
}
