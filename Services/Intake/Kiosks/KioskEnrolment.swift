import Foundation
import Models

/// The answer to registering a kiosk: the one-time code, shown once.
struct KioskEnrolment: Codable, Sendable {
    var kioskID: Identifier<Kiosk>
    var code: String
    var expiresAt: Date
}
