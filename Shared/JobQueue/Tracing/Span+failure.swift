public import Tracing

extension Span {
    /// Marks the span as failed, with the error's type and what it says of itself. What says nothing of itself is named only:
    /// its properties might be data.
    public func failed(_ error: any Error) {
        guard isRecording else { return }
        let type = Swift.type(of: error)
        let text = type is any CustomStringConvertible.Type ? String(describing: error) : "\(type)"
        attributes["error.type"] = "\(type)"
        setStatus(SpanStatus(code: .error, message: String(text.prefix(256))))
    }
}

extension Span {
    /// Notes how many messages it is about.
    func messageCount(_ count: Int) { attributes["messaging.batch.message_count"] = count }
}
