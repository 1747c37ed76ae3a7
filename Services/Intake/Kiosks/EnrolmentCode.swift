import Models
import ServiceKit

/// The one-time code that somebody types into a device to make it a kiosk: drawn and written like a tracking code, whose
/// 59 bits cannot be guessed within a day.
struct EnrolmentCode: Sendable {
    private let code: TrackingCode

    static func random() -> EnrolmentCode { EnrolmentCode(code: .random()) }

    /// Reads a code as typed; nil when it cannot be one.
    init?(_ text: String) {
        guard let code = try? TrackingCode(text) else { return nil }
        self.code = code
    }

    private init(code: TrackingCode) { self.code = code }

    var text: String { code.description }

    /// What is stored.
    var hash: [UInt8] { TokenHash(hashing: "kiosk enrolment \(code.value)").bytes }
}
