/// What a handler task takes up at once.
enum WorkItem: Sendable {
    case single(Delivery, HandlerRegistration)
    case batch([Delivery], HandlerRegistration)
    /// Messages of one ordering key, and how many of them are to be counted here.
    case chain(KeyChain, messageCount: Int)

    var messageCount: Int {
        switch self {
        case .single: 1
        case .batch(let deliveries, _): deliveries.count
        case .chain(_, let count): count
        }
    }
}
