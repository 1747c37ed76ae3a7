/// What a listener tells about a channel.
public enum PostgresNotification: Sendable, Equatable {
    /// Somebody sent NOTIFY.
    case message(payload: String, processID: Int32)
    /// The listener listens, from now on or again: what happened before may have been missed, so look for yourself.
    case reconnected
}
