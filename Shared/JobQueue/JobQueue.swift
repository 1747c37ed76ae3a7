public import Models
public import Postgres
import Tracing

/// The queue as its writers see it: messages are appended in the transaction of the change they speak of, so that "row
/// saved, message lost" cannot be written.
///
/// ## What it can do
/// - Enqueue in a transaction, for later, by priority, in order by a key, with a time after which it is not worth doing, with
///   its own number of attempts (``EnqueueOptions``); unique by a key, by its kind or by its arguments, until finished, for a
///   time or for a period of the calendar (``Unique``); from SQL with `SELECT queue.enqueue('notification.send', '{…}')` and
///   the same rules.
/// - Enqueue any number by COPY in constant memory, several kinds in one, or each in the order of a key
///   (``enqueue(contentsOf:orderedBy:in:)``).
/// - Handle one message (``MessageHandler``) or many (``BatchMessageHandler``, ``HandlerRegistration/batch(of:limit:retryPolicy:_:)``),
///   finished in the transaction of their effects (``MessageContext/commit(_:)``).
/// - Payloads in versions, of which a type reads the older ones (`Message.read(_:version:)`), and encrypted ones with keys that
///   can be replaced (``SealedMessage``).
/// - Request ids and W3C trace contexts, carried from a request through every message that follows from it, and named in what
///   handlers log (``MessageHeaders``). Where the process has a tracer (swift-distributed-tracing), a span for each enqueueing
///   and for each message that is handled, its child.
/// - Return, throw (``RetryPolicy``), ``PermanentFailure``, ``Snooze``, ``CancelMessage``; dead messages are kept with their errors.
/// - Steps that are not repeated, progress, and a result to await (``MessageContext/step(_:_:)``, ``outcome(of:within:)``).
/// - Batches with a last message (``enqueue(batch:then:in:priority:)``).
/// - Any number of subscribers of events, each given the kinds it asked for, each taken back to a time (``rewind(_:subscriber:to:)``).
/// - Schedules by cron expression and time zone (``schedule(_:)``).
/// - So many handlers at once in a process, for each subscription (``SubscriptionHandlers``, ``WorkerConfiguration``); limits
///   across processes, in all and for each ordering key, pause and resume, cancellation, also of what runs
///   (``limit(_:subscriber:running:rate:perKey:ratePerKey:)``).
/// - Fairness between ordering keys: handler tasks take each key in turn for some milliseconds or a message, and where one
///   key has most of a claim while others wait behind it in its partition, the rest of it is put behind them.
/// - Retention for each queue: the log is kept in segments, each dropped whole when all in it is over, also while an old
///   transaction keeps VACUUM from removing rows.
/// - Rescue of what a dead process had, unknown kinds and newer versions left for who knows them, a restore into another
///   cluster (``rebase()``).
///
/// ## Proof
/// `scripts/torture` lets a storm of random transactions, killed workers, cut networks and crashes of the server pass over
/// it, and then counts: every committed message has taken effect exactly once, and in the order of its key. A short one is
/// part of the tests, and so are databases and a queue that were broken on purpose, in which it finds what is wrong.
///
/// ## Tests of services
/// `QueueDrill` (Tests/TestKit) works off what is due with the service's own handlers, tells what was enqueued, and lets time
/// pass.
///
/// ## Speed
/// `scripts/bench` measures it beside pgbench with the bare SQL statements; the README has the table.
///
/// `scripts/bench --endurance 10` has messages added and taken off at the same pace for ten minutes while an old transaction
/// is open, in turns with a table that is claimed with SKIP LOCKED: 72,000 messages a second in the last minute of 79,000
/// before, beside 5,200 of 61,000; retention was a minute, and the disk kept between 500 and 900 MB, while the table grew.
/// With ten million messages waiting it took off 109,000 a second of 83,000 before, the table 36,000 of 51,000.
///
/// `scripts/bench --peers` measures other queues in the same rounds, each driven from Python as its documentation says for
/// throughput. Thousands a second, the range of three rounds, and how many times as fast ours was (under 1: slower). PGMQ and
/// PgQ were driven by bare loops, which decode nothing; PgQ acknowledges whole batches, by one worker, and keeps no result.
/// Ours went through 400,000 messages in each drain, at 165–195 with one worker and 206–252 with two; PGMQ and pgqueuer through
/// 100,000, PgQ 200,000, Oban 10,000 and procrastinate 2,000.
///
/// | | drained, 1 worker | 2 workers | enqueued in bulk | one by one, 16 connections |
/// |---|---|---|---|---|
/// | PgQ 3.5 | 524 (518–539), 0.36 | | 84 (78–113), 3.4 | 6.6 (5.7–7.0), 1.5 |
/// | PGMQ (`pgmq` 1.1.4), archived | 64 (56–69), 2.8 | 90 (85–97), 2.4 | 136 (134–142), 2.0 | 4.5 (4.1–6.0), 2.1 |
/// | the same, deleted | 91 (79–94), 2.1 | 84 (51–112), 2.5 | | |
/// | pgqueuer 1.6.0 | 13 (10–14), 14.7 | 22 (19–22), 11.4 | 44 (42–47), 6.0 | 1.9 (1.9–1.9), 5.5 |
/// | Oban for Python 0.7.0 | 2.1 (1.9–3.7), 85 | 3.6 (3.4–5.5), 57 | 4.1 (3.5–4.1), 68 | 2.7 (2.3–2.9), 3.9 |
/// | procrastinate 3.10.0 | 0.52 (0.51–0.56), 346 | 0.60 (0.56–0.76), 369 | 11 (8.6–16), 26 | 1.8 (1.4–2.0), 6.0 |
public struct JobQueue: Sendable {
    let client: PostgresClient
    let form: PayloadForm
    /// Asked for once: the queue's owner installs it before.
    let tracer = InstrumentationSystem.installedTracer
    private let waker: Waker

    /// Makes a queue whose own statements (wake-ups, schedules, attachments) run on the client. The seal is for
    /// ``SealedMessage``s.
    public init(_ client: PostgresClient, seal: (any PayloadSeal)? = nil) {
        self.client = client
        form = PayloadForm(seal: seal)
        waker = Waker(client)
    }

    /// Appends one message; workers see it after the commit. It travels with the transaction's next statement, or with
    /// COMMIT: enqueueing costs no round trip.
    ///
    /// - Throws: `PostgresError`, here or where the message is sent, with which the transaction has failed.
    public func enqueue<M: Message>(
        _ message: M, in transaction: Transaction, _ options: EnqueueOptions = .init()
    ) async throws {
        try await appending(to: [M.queue], options.headers) { headers, _ in
            try await transaction.executeLater(try statement(for: message, options, headers))
        }
        if options.isDueAtOnce { wakeWorkers(of: M.queue, after: transaction) }
    }

    /// The same, but waits for the answer: for unique messages.
    ///
    /// - Returns: its identity, or that of the message which is there already.
    /// - Throws: `PostgresError`, with which the transaction has failed; ``SealedArguments``.
    public func enqueueReturningResult<M: Message>(
        _ message: M, in transaction: Transaction, _ options: EnqueueOptions = .init()
    ) async throws -> EnqueueResult {
        let result = try await appending(to: [M.queue], options.headers) { headers, span in
            let rows = try await transaction.query(try statement(for: message, options, headers))
            let (id, isDuplicate) = try rows[0].decode(Int64.self, Bool.self)
            span?.attributes["messaging.message.id"] = String(id)
            return EnqueueResult(id: MessageID(rawValue: id), isDuplicate: isDuplicate)
        }
        if !result.isDuplicate, options.isDueAtOnce { wakeWorkers(of: M.queue, after: transaction) }
        return result
    }

    func wakeWorkers(of queue: QueueName, after transaction: Transaction) {
        transaction.afterCommit { [waker] in waker.wake(queue) }
    }

    // MARK: - Private

    /// What is plain needs no function: the row is inserted, in the lane that the session knows or now finds or makes.
    private func statement<M: Message>(
        for message: M, _ options: EnqueueOptions, _ headers: MessageHeaders
    ) throws -> SQL {
        if options.isPlain {
            let setting = M.queue.laneSetting(options.priority)
            return """
                INSERT INTO queue.log (lane, version, kind, headers, payload)
                VALUES (coalesce(nullif(current_setting(\(setting), true), '')::integer,
                        queue.lane_kept_as(\(setting), \(M.queue.rawValue), \(options.priority.rawValue))),
                    \(Int16(M.version)), \(M.kind), \(try headers.stored), \(try form.stored(message)))
                RETURNING id, false
                """
        }
        if options.unique?.scope == .arguments, M.self is any SealedMessage.Type {
            throw SealedArguments(kind: M.kind)
        }
        return """
            SELECT id, is_duplicate FROM queue.enqueue(
                kind => \(M.kind), payload => \(try form.stored(message))::jsonb, queue => \(M.queue.rawValue),
                priority => \(options.priority.rawValue), run_at => \(options.runAt),
                delay => make_interval(secs => \(options.delay?.seconds)),
                unique_key => \(options.unique?.key), unique_by => \(options.unique?.by),
                unique_for => make_interval(secs => \(options.unique?.time?.seconds)),
                unique_period => make_interval(secs => \(options.unique?.period?.seconds)),
                headers => \(try headers.stored)::jsonb, version => \(Int32(M.version)),
                batch => \(options.batch?.rawValue), ordering_key => \(options.orderingKey),
                max_attempts => \(options.maxAttempts.map { Int32(clamping: $0) }), expires_at => \(options.expiresAt))
            """
    }
}
