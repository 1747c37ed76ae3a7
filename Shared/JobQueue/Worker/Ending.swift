/// How a message ends otherwise than finished.
enum Ending: Sendable {
    case retried(after: Duration, error: String)
    case snoozed(Duration)
    case dead(error: String)
    case cancelled(note: String)
    case parked
    /// Behind an earlier message of its ordering key.
    case held

    /// As in the column `receipt.outcome`.
    var name: String {
        switch self {
        case .retried: "retried"
        case .snoozed: "snoozed"
        case .dead: "dead"
        case .cancelled: "cancelled"
        case .parked: "parked"
        case .held: "held"
        }
    }

    var delay: Duration? {
        switch self {
        case .retried(let delay, _), .snoozed(let delay): min(max(delay, .zero), Self.longestDelay)
        case .dead, .cancelled, .parked, .held: nil
        }
    }

    /// The most that `queue.end_messages` takes: 100 years, of 360 days as PostgreSQL compares them.
    private static let longestDelay = Duration.seconds(36_000 * 86_400)

    var error: String? {
        switch self {
        case .retried(_, let error), .dead(let error), .cancelled(let error): error
        case .snoozed, .parked, .held: nil
        }
    }

    /// Whether nothing more comes of the message.
    var isFinal: Bool {
        switch self {
        case .dead, .cancelled: true
        case .retried, .snoozed, .parked, .held: false
        }
    }

    /// What a handler's error amounts to.
    init(_ error: any Error, attempt: Int, policy: RetryPolicy) {
        switch error {
        case let error as PermanentFailure: self = .dead(error: error.reason)
        case let error as Snooze: self = .snoozed(error.delay)
        case let error as CancelMessage: self = .cancelled(note: error.reason)
        case is PayloadKeyMissing: self = .snoozed(PayloadKeyMissing.wait)
        default:
            let text = String(describing: error)
            if let delay = policy.delay(after: attempt, of: error) {
                self = .retried(after: delay, error: text)
            } else {
                self = .dead(error: text)
            }
        }
    }
}
