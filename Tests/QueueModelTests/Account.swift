/// Kept beside the queue by somebody who sees everything: which effects are owed, and which must not be.
struct Account: Hashable {
    private(set) var offence: String?
    /// Messages that must take effect, or do so again.
    private(set) var owed = Few()
    /// How often each may take effect yet.
    private var allowed: [UInt8]
    /// By key: its last effect, and how often it went back.
    private var last: [UInt8?]
    private var highest: [UInt8?]
    private var turns: [Int]
    private var rewinds = 0

    init(messages: Int, keys: Int) {
        allowed = Array(repeating: 0, count: messages)
        last = Array(repeating: nil, count: keys)
        highest = last
        turns = Array(repeating: 0, count: keys)
    }

    /// Messages of a key are committed in the order of their numbers.
    mutating func commit(_ message: UInt8, key: Int?) {
        if let key { highest[key] = message }
        owed.insert(message)
        allowed[Int(message)] += 1
    }

    /// Takes messages back: those are owed again, and these may take effect once more.
    mutating func rewind(owed messages: [UInt8], allowed others: [UInt8]) {
        rewinds += 1
        for message in messages { owed.insert(message) }
        for message in others { allowed[Int(message)] += 1 }
    }

    /// An effect is committed. A key is nil where there is no order.
    mutating func finish(_ message: UInt8, key: Int?, holdsLease: Bool) {
        if !holdsLease { offence = "message \(message) is finished under a lease that was lost" }
        if allowed[Int(message)] == 0 {
            offence = "message \(message) takes effect without being committed, or once too often"
        } else {
            allowed[Int(message)] -= 1
        }
        owed.remove(message)
        guard let key else { return }
        if let before = last[key], message <= before {
            turns[key] += 1
            if turns[key] > rewinds { offence = "message \(message) takes effect after \(before) of the same key" }
        }
        last[key] = message
    }

    mutating func duplicate(_ place: QueueState.Place) {
        offence = "the log has message \(place.message) of transaction \(place.transaction) twice"
    }

    /// Whether nothing is owed, and each key ended with its last message.
    var isSettled: Bool { owed.isEmpty && last == highest }
}
