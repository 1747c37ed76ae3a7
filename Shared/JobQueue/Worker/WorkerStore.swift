import Models
import Postgres

/// The worker's statements, on connections of its own, for handlers may hold the whole pool.
struct WorkerStore: Sendable {
    let client: PostgresClient
    /// For heartbeats alone: other statements may wait for each other.
    let pulse: PostgresClient
    let form: PayloadForm
    let held = HeldClaims()

    /// The subscription's number.
    func subscribe(_ handlers: SubscriptionHandlers) async throws -> Int32 {
        let subscription = handlers.subscription
        return try await client.query(
            """
            SELECT queue.subscribe(
                \(subscription.queue.rawValue), \(subscription.subscriber), \(subscription.start.sql),
                \(handlers.handlers.keys.sorted()))
            """)[0].decode()
    }

    func hello(_ name: String, listens: Bool, lease: Duration) async throws -> Int32 {
        try await client.query("SELECT queue.hello(\(name), \(listens), make_interval(secs => \(lease.seconds)))")[0]
            .decode()
    }

    /// False when the worker was declared dead.
    func beat(_ worker: Int32) async throws -> Bool {
        try await pulse.query("SELECT queue.beat(\(worker))")[0].decode()
    }

    /// Hands everything unfinished to others, uncounted; how many messages.
    func goodbye(_ worker: Int32) async throws -> Int {
        try await client.query("SELECT queue.goodbye(\(worker))")[0].decode()
    }

    /// The messages of a subscription that were cancelled since the oldest claim that this process has: later claims pass them
    /// over. And in the minute before, for whoever cancelled them may have committed later.
    func cancellations(of subscription: Int32) async throws -> Set<MessageID> {
        guard let age = held.age else { return [] }
        let rows = try await client.query(
            """
            SELECT message FROM queue.cancellation
            WHERE subscription = \(subscription)
              AND at > clock_timestamp() - make_interval(mins => 1, secs => \(age.seconds))
            """)
        return Set(try rows.map { MessageID(rawValue: try $0.decode()) })
    }

    /// Whether a message is cancelled for a subscription now.
    func isCancelled(_ message: MessageID, for subscription: Int32) async throws -> Bool {
        try await client.query(
            """
            SELECT EXISTS (SELECT FROM queue.cancellation
                            WHERE subscription = \(subscription) AND message = \(message.rawValue))
            """)[0].decode()
    }

    /// What came of asking for messages.
    enum ClaimAnswer {
        /// These are leased now.
        case claimed(ClaimedRows)
        /// There is nothing to do.
        case nothing
        /// A limit is reached; it may be worth asking again then.
        case limited(for: Duration)
    }

    /// Leases the next messages; with a hint, those of that priority of the queue's own.
    func claim(
        subscription: Int32, worker: Int32, atMost limit: Int, hint: Priority? = nil
    ) async throws -> ClaimAnswer {
        let token = held.take(for: worker)
        do {
            let answer = try await claim(subscription, worker, token, limit, hint)
            if case .claimed = answer { return answer }
            held.release(token)
            return answer
        } catch {
            // Whether the claim was made is not known: if so, it is given back.
            held.release(token)
            throw error
        }
    }

    private func claim(
        _ subscription: Int32, _ worker: Int32, _ token: Int64, _ limit: Int, _ hint: Priority?
    ) async throws -> ClaimAnswer {
        let rows = try await client.query(ClaimedRows.statement(subscription, worker, token, limit, hint))
        guard let first = rows.first else { return .nothing }
        guard let lane = try first.decode(column: 0, as: Int32?.self) else {
            return .limited(for: .milliseconds(try first.decode(column: 2, as: Int32.self)))
        }
        let claim = Claim(
            subscription: subscription, lane: lane, id: try first.decode(column: 1), token: token, count: rows.count,
            form: form, held: held)
        return .claimed(ClaimedRows(claim: claim, rows: rows))
    }

    /// Writes receipts for messages of many claims; the claims that were lost.
    func finish(_ receipts: [Receipt], of subscription: Int32) async throws -> [Int64] {
        let rows = try await client.query(
            """
            SELECT queue.finish_many(
                \(subscription), \(receipts.map(\.claim.lane)), \(receipts.map(\.claim.id)),
                \(receipts.map(\.claim.token)), \(receipts.map(\.ordinals.multirange)),
                \(receipts.map(\.hasUniqueKey)))
            """)
        return try rows.map { try $0.decode() }
    }

    /// Ends messages otherwise than finished; aside: those behind them with the same ordering key go on meanwhile. What a handler
    /// says is stored as far as it can be, for the end must come on record: PostgreSQL's text has no NUL.
    func end(_ ordinals: [Int32], of claim: Claim, _ ending: Ending, aside: Bool) async throws {
        let error = ending.error?.replacing("\0", with: "\u{2400}")
        _ = try await client.query(
            """
            SELECT queue.end_messages(
                \(claim.subscription), \(claim.lane), \(claim.id), \(claim.token), \(ordinals.multirange),
                \(ending.name), make_interval(secs => \(ending.delay?.seconds)), \(error), \(aside))
            """)
    }

    /// Which of the messages are not over, after waiting for transactions that are just ending.
    func open(_ ordinals: [Int32], of claim: Claim) async throws -> Set<Int32> {
        let rows = try await client.query(
            """
            SELECT queue.open_ordinals(
                \(claim.subscription), \(claim.lane), \(claim.id), \(claim.token), \(ordinals.multirange))
            """)
        return Set(try rows.map { try $0.decode() as Int32 })
    }
}
