import Synchronization

/// Messages of a subscription that somebody cancelled while this process may have them, as of the last heartbeat: since then a
/// dead one may have been taken up again. As a rule there are none, and asking costs no lock.
final class CancelledMessages: Sendable {
    private let messages = Mutex(Set<MessageID>())
    private let isEmpty = Atomic(true)

    /// Whether a message was cancelled.
    func contains(_ message: MessageID) -> Bool {
        !isEmpty.load(ordering: .relaxed) && messages.withLock { $0.contains(message) }
    }

    /// From now on these are all.
    func replace(with cancelled: Set<MessageID>) {
        messages.withLock { $0 = cancelled }
        isEmpty.store(cancelled.isEmpty, ordering: .relaxed)
    }
}
