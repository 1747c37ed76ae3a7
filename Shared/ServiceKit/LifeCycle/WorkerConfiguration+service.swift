public import JobQueue

extension WorkerConfiguration {
    /// How the services work: their handlers have most of the grace period to end, and what hangs in spite of all limits of
    /// statements and sockets is cancelled after five minutes, so that no message holds one of few handlers for ever.
    public init(_ settings: ServiceSettings) {
        self.init(grace: settings.shutdownGrace * 0.8, handlerTimeout: .seconds(300))
    }
}
