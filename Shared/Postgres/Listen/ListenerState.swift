/// Who listens to what, and what the connection listens to.
struct ListenerState {
    typealias Subscriber = AsyncStream<PostgresNotification>.Continuation

    private var subscribers: [String: [UInt64: Subscriber]] = [:]
    private var listening: Set<String> = []
    private var nextID: UInt64 = 0
    /// Interrupts the connection's wait.
    private(set) var token: SocketWatcher.Token?

    mutating func subscribe(_ channel: String, _ subscriber: Subscriber) -> UInt64 {
        defer { nextID += 1 }
        subscribers[channel, default: [:]][nextID] = subscriber
        if listening.contains(channel) { subscriber.yield(.reconnected) }
        return nextID
    }

    mutating func unsubscribe(_ channel: String, _ id: UInt64) {
        subscribers[channel]?[id] = nil
        if subscribers[channel]?.isEmpty ?? false { subscribers[channel] = nil }
    }

    func subscribers(of channel: String) -> [Subscriber] {
        subscribers[channel].map { Array($0.values) } ?? []
    }

    mutating func takeSubscribers() -> [Subscriber] {
        defer { subscribers = [:] }
        return subscribers.values.flatMap(\.values)
    }

    /// What the connection must begin and stop to listen to; the token stands for the wait that follows.
    mutating func changes(_ token: SocketWatcher.Token) -> (added: [String], removed: [String]) {
        self.token = token
        let wanted = Set(subscribers.keys)
        let removed = listening.subtracting(wanted)
        listening.subtract(removed)
        return (wanted.subtracting(listening).sorted(), removed.sorted())
    }

    /// The connection listens to more channels; returns who must be told.
    mutating func listening(to channels: [String]) -> [Subscriber] {
        listening.formUnion(channels)
        return channels.flatMap(subscribers(of:))
    }

    mutating func disconnected() {
        listening = []
        token = nil
    }
}
