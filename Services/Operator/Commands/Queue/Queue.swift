import ArgumentParser

/// `bangban queue`: looks into the queue and mends it.
struct Queue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Looks into the queue, and intervenes.",
        discussion: "Works on the database itself, so that it also works where no service runs.",
        subcommands: [
            List.self, Lag.self, Show.self, Tail.self, Dead.self, Retry.self, Discard.self, Cancel.self, Pause.self,
            Resume.self, Limit.self, Rewind.self, Unsubscribe.self, Schedule.self, Retention.self, Prune.self,
            Rebase.self,
        ])
}
