/// The tables of one queue with one subscription, what its producers and workers are about, and which transactions are open.
/// What an open transaction wrote is not in the tables yet: its commit puts it there.
struct QueueState: Hashable {
    enum Lane: Int, CaseIterable {
        /// Where producers write.
        case queue
        /// What is delivered again.
        case own
    }

    /// A position in a lane; a message's number is its id.
    struct Place: Hashable, Comparable {
        var transaction: UInt8 = 0
        var message: UInt8 = 0

        static func < (a: Place, b: Place) -> Bool {
            (a.transaction, a.message) < (b.transaction, b.message)
        }
    }

    /// queue.claim with its receipts; of a rewind, without owner.
    struct Claim: Hashable {
        /// Its id; in a queue without order nobody asks for it.
        let number: UInt8
        let lane: Lane
        let owner: UInt8?
        let previous, current: Snapshot
        let from: Place
        var to: Place
        let count: UInt8
        let isExhausted: Bool
        /// Until then, its transaction has the lock of the lane.
        var isCommitted = false
        var isRevoked = false
        /// Whether others were claimed from its lane while it went on: queue.overtaken.
        var isOvertaken = false
        /// Whether it is noted that all up to it is over: queue.settled.
        var isSettled = false
        /// The ordinals, from 0, that are over.
        var over = Few()

        var open: Few { Few(below: count).subtracting(over) }
    }

    /// Tables of the log: what transactions from the first to just before another wrote. What is in none of them is in
    /// queue.log_rest.
    struct Segment: Hashable {
        let first, before: UInt8
        var isDropped = false

        func contains(_ transaction: UInt8) -> Bool { first <= transaction && transaction < before }
    }

    /// queue.held
    struct Held: Hashable {
        /// By claim and ordinal, those of a key are in order.
        let place: [UInt8]
        let message: UInt8
        var released: UInt8?
        var isDue = false
    }

    struct Producer: Hashable {
        /// How many transactions are behind it.
        var done = 0
        var open: UInt8?
    }

    /// A worker process, whether it lives or is taken for dead: it need not know.
    struct Worker: Hashable {
        enum Deed: Hashable {
            case claiming
            case finishing(UInt8)
            case failing(UInt8)
            /// What was done, and has no receipt yet.
            case recording
            /// What comes behind a message that failed.
            case holding
        }

        /// Its number in queue.worker.
        var identity: UInt8
        /// What it works on, the messages it was given of that, and which ordinals it takes to be its own still.
        var claim: Int?
        var messages: [UInt8] = []
        var left = Few()
        var behind = Few()
        var handled = Few()
        /// A message of which it does not know how its commit ended.
        var doubt: UInt8?
        var deed: Deed?
        /// Whether what it finishes may let something go: it looked, and if so it has the lock of the partition.
        var letsGo = false
        var transaction: UInt8?
    }

    /// An open transaction that takes claims from a worker.
    struct Rescue: Hashable {
        let identity: UInt8
        let claims: [Int]
        /// Whether the worker is struck off then.
        let isFinal: Bool
        let transaction: UInt8
    }

    /// An open transaction that moves to the log what is due: messages, or what is held of a key.
    struct Move: Hashable {
        let messages: [UInt8]
        let key: UInt8?
        let transaction: UInt8
    }

    /// An open transaction that takes the subscription back to before another: its claim of nothing is the last of the lane.
    struct Rewind: Hashable {
        let claim: Int
        let first: UInt8
    }

    /// What may still go wrong.
    struct Mishaps: Hashable {
        var rollbacks = 0
        var failures = 0
        var kills = 0
        /// Workers that live, and are taken for dead.
        var suspensions = 0
        var lostAnswers = 0
        var rewinds = 0
        /// Segments that are made, and that are dropped when everything in them is past its retention.
        var rotations = 0
        var drops = 0
    }

    var transactions = Transactions()
    /// Committed rows by lane, each in order.
    var log: [[Place]] = [[], []]
    var segments: [Segment] = []
    var delayed: [UInt8] = []
    var held: [Held] = []
    var claims: [Claim] = []
    var numbers: UInt8 = 0
    /// queue.worker
    var known = Few()
    var identities: UInt8 = 0
    var dead = Few()
    var producers: [Producer]
    var workers: [Worker] = []
    var rescue: Rescue?
    var move: Move?
    var rewind: Rewind?
    /// The segment that was found to be over, and goes as soon as nobody uses the log.
    var leaving: Segment?
    var mishaps: Mishaps
    var account: Account
}
