/// How a worker works.
public struct WorkerConfiguration: Sendable {
    /// How many handlers of each subscription run at once, where the subscription has no number of its own.
    public var concurrency: Int
    /// The most messages of one claim. Claims are smaller while handlers are slow, so that other processes get a share.
    public var batch: Int
    /// The longest time between two looks for messages; nil is 1 s with a listener and 200 ms without.
    public var pollInterval: Duration?
    /// How long after its last heartbeat the worker is taken for dead. At least three heartbeats.
    public var lease: Duration
    /// How often the worker says that it is alive, and looks for others that no longer do.
    public var heartbeat: Duration
    /// How long running handlers have to end on shutdown before they are cancelled.
    public var grace: Duration
    /// How long a message or a batch may take whose handler does not say so itself (``MessageHandler/timeout``); nil for any time.
    public var handlerTimeout: Duration?

    /// Eight handlers, up to 1,000 messages a claim, rescue within 13 s, 20 s of grace, any time for a handler.
    public init(
        concurrency: Int = 8, batch: Int = 1000, pollInterval: Duration? = nil, lease: Duration = .seconds(10),
        heartbeat: Duration = .milliseconds(2500), grace: Duration = .seconds(20),
        handlerTimeout: Duration? = nil
    ) {
        precondition(concurrency >= 1 && batch >= 1, "a worker handles something")
        precondition(heartbeat > .zero && lease >= heartbeat * 3, "a lease lasts three heartbeats")
        precondition(handlerTimeout ?? .seconds(1) > .zero, "a handler takes some time")
        self.concurrency = concurrency
        self.batch = batch
        self.pollInterval = pollInterval
        self.lease = lease
        self.heartbeat = heartbeat
        self.grace = grace
        self.handlerTimeout = handlerTimeout
    }
}
