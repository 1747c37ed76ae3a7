public import Postgres

/// What became of a message.
public enum MessageOutcome: Sendable, Equatable {
    /// It was handled; with what its handler kept as the result, if it kept one.
    case finished(JSONText?)
    /// Somebody cancelled it, or its handler found nothing left to do.
    case cancelled
    /// It was not worth doing any more when its turn came.
    case expired
    /// It was given up, for a reason.
    case dead(String)
}

/// A message is over, and there is no result of it.
public struct NoResult: Error, Equatable, CustomStringConvertible {
    /// What became of it.
    public let outcome: MessageOutcome

    /// In words.
    public var description: String {
        switch outcome {
        case .finished: "the message was handled, and its handler kept no result"
        case .cancelled: "the message was cancelled"
        case .expired: "the message was not worth doing any more when its turn came"
        case .dead(let reason): "the message was given up: \(reason)"
        }
    }
}
