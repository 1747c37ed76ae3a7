import Postgres

/// What became of a notification.
enum NotificationStatus: String, CaseIterable, Codable, Sendable, PostgresCodable {
    /// Written down, not tried yet.
    case created
    /// Being tried, or waiting to be tried again.
    case sending
    /// The carrier took it.
    case delivered
    /// Given up after all attempts: a full mailbox, a server that stayed away.
    case temporaryFailure = "temporary_failure"
    /// The carrier refused it for good: a bad address.
    case permanentFailure = "permanent_failure"
    /// It never left us: a value or an attachment is missing.
    case technicalFailure = "technical_failure"
    /// Not meant to be sent; the reason says why.
    case skipped
    /// The address was found bad before.
    case suppressed
    /// Waits for the end of the quiet hours.
    case heldQuiet = "held_quiet"
    /// Too late to be of use.
    case expired
    /// Called back.
    case cancelled

    /// Whether another attempt may be made: the first ones, and what an operator tries again from the dead store.
    var mayBeSent: Bool { [.created, .sending, .temporaryFailure, .technicalFailure].contains(self) }
}

/// What one attempt came to.
enum AttemptOutcome: String, CaseIterable, Codable, Sendable, PostgresCodable {
    /// Under way; or the process died, until the next attempt finds it.
    case sending
    /// The carrier took it.
    case delivered
    /// Refused for now.
    case temporary
    /// Refused for good.
    case permanent
    /// The carrier was not reached.
    case connection
    /// The connection or the process was lost while nobody could know.
    case unknown
    /// It cannot be sent as it is.
    case technical
}
