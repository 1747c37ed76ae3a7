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
