import Synchronization

/// The messages of one ordering key in a claim that have not begun. They begin in order, as many at once as the subscription
/// allows: its items in the buffer are that many.
final class KeyChain: Sendable {
    /// A message, and what handles it; nil for an unknown one.
    typealias Link = (delivery: Delivery, handler: HandlerRegistration?)

    let key: String
    /// Whether a message may have to wait for the key's rate.
    let isRated: Bool
    private let state: Mutex<(rest: ArraySlice<Link>, isHeld: Bool)>

    init(_ key: String, _ links: [Link], isRated: Bool) {
        self.key = key
        self.isRated = isRated
        state = Mutex((links[...], false))
    }

    /// The next message, which begins now.
    func next() -> Link? { state.withLock { $0.isHeld ? nil : $0.rest.popFirst() } }

    /// Lets nothing more begin: a message is to be delivered again.
    func hold() { state.withLock { $0.isHeld = true } }

    /// Takes all that have not begun.
    func stop() -> [Delivery] {
        state.withLock { state in
            defer { state.rest = [] }
            return state.rest.map(\.delivery)
        }
    }
}
