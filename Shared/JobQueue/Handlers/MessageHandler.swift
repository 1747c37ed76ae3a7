public import Models

/// Handles messages of one kind, one at a time each, several at once.
///
/// Returning finishes the message. Throwing delivers it again later, as often as `retryPolicy` says, and when it says so or
/// ``RetryAfter`` does; throw ``PermanentFailure`` to give it up, ``Snooze`` to put it off uncounted, ``CancelMessage`` to
/// discard it with a note. A handler may be called again for a message it handled before, unless it does its work in
/// ``MessageContext/commit(_:)``.
public protocol MessageHandler: Sendable {
    /// The kind of message, by its type.
    associatedtype Payload: Message
    /// How often and when a failed message is tried again.
    var retryPolicy: RetryPolicy { get }
    /// How long a message may take before its handler's task is cancelled, which is a failure like any other; a handler that
    /// does not heed that, and returns, has finished. Nil leaves it to ``WorkerConfiguration/handlerTimeout``.
    var timeout: Duration? { get }
    /// Does what the message asks.
    func handle(_ payload: Payload, _ context: MessageContext) async throws
}

extension MessageHandler {
    /// The usual policy.
    public var retryPolicy: RetryPolicy { .standard }
    /// The worker's.
    public var timeout: Duration? { nil }
}
