/// How a message ends otherwise than finished.
enum Ending: Sendable {
    case retried(after: Duration, error: String)
    case snoozed(Duration)
    case dead(error: String)
    case cancelled(note: String)
    case parked

    /// As in the column `receipt.outcome`.
    var name: String {
        switch self {
        case .retried: "retried"
        case .snoozed: "snoozed"
        case .dead: "dead"
        case .cancelled: "cancelled"
        case .parked: "parked"
        }
    }

    var delay: Duration? {
        switch self {
        case .retried(let delay, _), .snoozed(let delay): delay
        case .dead, .cancelled, .parked: nil
        }
    }

    var error: String? {
        switch self {
        case .retried(_, let error), .dead(let error), .cancelled(let error): error
        case .snoozed, .parked: nil
        }
    }

    /// What a handler's error amounts to.
    init(_ error: any Error, attempt: Int, policy: RetryPolicy) {
        switch error {
        case let error as PermanentFailure: self = .dead(error: error.reason)
        case let error as Snooze: self = .snoozed(error.delay)
        case let error as CancelMessage: self = .cancelled(note: error.reason)
        default:
            var generator = SystemRandomNumberGenerator()
            let text = String(describing: error)
            if let delay = policy.delay(after: attempt, using: &generator) {
                self = .retried(after: delay, error: text)
            } else {
                self = .dead(error: text)
            }
        }
    }
}
