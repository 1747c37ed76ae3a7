import JobQueue

extension CaseFactChange {
    /// What an event says about its case, with the message that brought it.
    init<Event: CaseEvent>(_ delivered: Delivered<Event>) {
        self = delivered.payload.change
        lastMessage = delivered.id.rawValue
    }
}

extension BatchKind<CaseFactChange> {
    /// What the events of a type say about their cases.
    static func changes<Event: CaseEvent>(of type: Event.Type) -> BatchKind {
        .kind(type) { CaseFactChange($0) }
    }
}
