/// What a handler task takes up at once.
enum WorkItem: Sendable {
    case single(Delivery, HandlerRegistration)
    case batch([Delivery], HandlerRegistration)

    var messageCount: Int {
        switch self {
        case .single: 1
        case .batch(let deliveries, _): deliveries.count
        }
    }
}
