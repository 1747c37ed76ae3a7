/// What a handler task takes up at once.
enum WorkItem: Sendable {
    case single(Delivery, HandlerRegistration)
    case batch([Delivery], HandlerRegistration)
    /// Messages of one ordering key, one after the other; without a handler: unknown ones.
    case chain([(delivery: Delivery, handler: HandlerRegistration?)])

    var messageCount: Int {
        switch self {
        case .single: 1
        case .batch(let deliveries, _): deliveries.count
        case .chain(let links): links.count
        }
    }
}
