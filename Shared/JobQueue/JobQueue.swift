public import Models
public import Postgres
import Tracing

/// The queue as its writers see it: messages are appended in the transaction of the change they speak of, so that "row
/// saved, message lost" cannot be written by mistake.
///
/// ## What it can do
/// - Enqueue in a transaction, for later, by priority, in order by a key, with a time after which it is not worth doing, with
///   its own number of attempts (``EnqueueOptions``); unique by a key, by its kind or by its arguments, until finished, for a
///   time (an idempotency key) or for a period of the calendar (``Unique``); from SQL with `SELECT queue.enqueue('notification.send', '{…}')` and
///   the same rules.
/// - Enqueue a message alone, where there is no change to commit it with; what many tasks enqueue at the same time is
///   committed together (``enqueueAlone(_:_:)``).
/// - Enqueue any number by COPY in constant memory, several kinds in one, or each in the order of a key
///   (``enqueue(contentsOf:orderedBy:in:)``).
/// - Handle one message (``MessageHandler``) or many (``BatchMessageHandler``, ``HandlerRegistration/batch(of:limit:retryPolicy:timeout:_:)``),
///   finished in the transaction of their effects (``MessageContext/commit(_:)``), each kind with a time after which its
///   handler is cancelled (``MessageHandler/timeout``, or the worker's ``WorkerConfiguration/handlerTimeout``).
/// - Payloads in versions, of which a type reads the older ones (`Message.read(_:version:)`), and encrypted ones with keys that
///   can be replaced (``SealedMessage``); what a process has no key for waits for one that has it.
/// - Request ids and W3C trace contexts, carried from a request through every message that follows from it, and named in what
///   handlers log (``MessageHeaders``). Where the process has a tracer (swift-distributed-tracing), a span for each enqueueing
///   and for each message that is handled, its child. Headers of one's own, such as a tenant's name, are carried the same way
///   (``MessageHeaders/custom``).
/// - Return, throw, ``PermanentFailure``, ``Snooze``, ``CancelMessage``; dead messages are kept with their errors. What is
///   thrown is tried again after waits that double, by a rule of one's own (``RetryPolicy``), or when the error says so
///   (``RetryAfter``).
/// - Steps that are not repeated (``MessageContext/step(_:_:)``), and for whoever enqueued a message its progress, its outcome
///   and its result to await (``progress(of:)``, ``outcome(of:within:)``, ``result(of:as:within:)``).
/// - Batches with a last message (``enqueue(batch:then:in:priority:)``).
/// - Any number of subscribers of events, each given the kinds it asked for, from now on, from the beginning or since a time
///   (``Subscription/Start``), each taken back to a time (``rewind(_:subscriber:to:)``) or forgotten
///   (``unsubscribe(_:subscriber:)``).
/// - Schedules by cron expression and time zone, which say what they do when clocks change (``schedule(_:)``,
///   ``CronEntry/expression``).
/// - So many handlers at once in a process, for each subscription (``SubscriptionHandlers``, ``WorkerConfiguration``); limits
///   across processes, in all and for each ordering key, pause and resume, cancellation, also of what runs
///   (``limit(_:subscriber:running:rate:perKey:ratePerKey:)``).
/// - Fairness between ordering keys: handler tasks take each key in turn for some milliseconds or a message, and where one
///   key has most of a claim while others wait behind it in its partition, the rest of it is put behind them.
/// - A message with an ordering key that is tried again holds up those behind it, or steps aside
///   (``SubscriptionHandlers/KeyOrder``).
/// - Retention for each queue (``keep(_:for:)``): the log is kept in segments, each dropped whole when all in it is over, also
///   while an old transaction keeps VACUUM from removing rows. Nothing that was moved or removed meanwhile is gone over again,
///   but for what is held of ordering keys.
/// - Rescue of what a dead process had, unknown kinds and newer versions left for who knows them, a restore into another
///   cluster (``rebase()``).
///
/// It lives in the schema `queue`, of which a database has one. Tenants that may share it have ordering keys, with limits of
/// each and fairness between them; those that must not see each other have a database each.
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
/// `scripts/bench` measures it beside pgbench with the bare SQL statements, beside other queues, and over time; the README has
/// the figures.
public struct JobQueue: Sendable {
    let client: PostgresClient
    let form: PayloadForm
    /// Asked for once: the queue's owner installs it before.
    let tracer = InstrumentationSystem.installedTracer
    private let waker: Waker
    private let groups: GroupCommit

    /// Makes a queue whose own statements (wake-ups, schedules, attachments) run on the client. The seal is for
    /// ``SealedMessage``s.
    public init(_ client: PostgresClient, seal: (any PayloadSeal)? = nil) {
        self.client = client
        form = PayloadForm(seal: seal)
        waker = Waker(client)
        groups = GroupCommit(client, waker)
    }

    /// Appends one message; workers see it after the commit. It travels with the transaction's next statement, or with
    /// COMMIT: enqueueing costs no round trip.
    ///
    /// - Throws: `PostgresError`, here or where the message is sent, with which the transaction has failed. Before it is sent,
    ///   so that the transaction goes on without it: ``HeadersRefused``; `EncodingError` for numbers that are not finite;
    ///   ``PayloadSealMissing`` and what the seal throws; ``SealedArguments``; ``UniqueTermInBatch``.
    public func enqueue<M: Message>(
        _ message: M, in transaction: Transaction, _ options: EnqueueOptions = .init()
    ) async throws {
        try await appending(to: [M.queue], options.headers) { headers, _ in
            try await transaction.executeLater(try statement(for: message, options, headers))
        }
        if options.isDueAtOnce { wakeWorkers(options.wakeUp(of: M.queue), after: transaction) }
    }

    /// The same, but waits for the answer: for unique messages.
    ///
    /// - Returns: its identity, or that of the message which is there already.
    /// - Throws: `PostgresError`, with which the transaction has failed; before it is sent, what ``enqueue(_:in:_:)`` throws
    ///   then.
    public func enqueueReturningResult<M: Message>(
        _ message: M, in transaction: Transaction, _ options: EnqueueOptions = .init()
    ) async throws -> EnqueueResult {
        let result = try await appending(to: [M.queue], options.headers) { headers, span in
            let rows = try await transaction.query(try statement(for: message, options, headers, isAnswered: true))
            let (id, isDuplicate) = try rows[0].decode(Int64.self, Bool.self)
            span?.attributes["messaging.message.id"] = String(id)
            return EnqueueResult(id: MessageID(rawValue: id), isDuplicate: isDuplicate)
        }
        if !result.isDuplicate, options.isDueAtOnce {
            wakeWorkers(options.wakeUp(of: M.queue), after: transaction)
        }
        return result
    }

    /// Appends one message with which nothing else is to be saved, and returns when it is committed; whoever writes rows as well
    /// enqueues in their transaction. Messages that many tasks append at the same time are committed together (group commit),
    /// each with its own outcome; only those that are plain (at once, not unique, in no order) wait for each other.
    ///
    /// - Throws: `PostgresError`: nothing was appended, unless the connection was lost; `CancellationError`; before it is sent,
    ///   what ``enqueue(_:in:_:)`` throws then.
    public func enqueueAlone<M: Message>(_ message: M, _ options: EnqueueOptions = .init()) async throws {
        guard options.isPlain else {
            return try await client.withTransaction { try await enqueue(message, in: $0, options) }
        }
        try await appending(to: [M.queue], options.headers) { headers, _ in
            try await groups.commit(try plain(message, options, headers))
        }
    }

    func wakeWorkers(_ wakeUp: WakeUp, after transaction: Transaction) {
        transaction.hint(of: wakeUp, by: waker)
    }

    // MARK: - Private

    private func plain<M: Message>(
        _ message: M, _ options: EnqueueOptions, _ headers: MessageHeaders
    ) throws -> PlainAppend {
        PlainAppend(
            queue: M.queue, priority: options.priority, version: M.version, kind: M.kind, headers: try headers.stored,
            payload: try form.stored(message))
    }

    private func statement<M: Message>(
        for message: M, _ options: EnqueueOptions, _ headers: MessageHeaders, isAnswered: Bool = false
    ) throws -> SQL {
        if options.isPlain { return try plain(message, options, headers).statement(isAnswered: isAnswered) }
        if options.unique?.scope == .arguments, M.self is any SealedMessage.Type {
            throw SealedArguments(kind: M.kind)
        }
        if options.batch != nil, let unique = options.unique, unique.term != .untilFinished {
            throw UniqueTermInBatch(kind: M.kind)
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
