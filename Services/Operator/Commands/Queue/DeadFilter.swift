import ArgumentParser

/// Which messages that were given up are meant.
struct DeadFilter: ParsableArguments {
    @Option(help: "Only messages of this kind.")
    var kind: String?

    @Option(help: "Only messages of this queue, such as intake.events.")
    var queue: String?

    @Option(help: "Only what this subscriber gave up, such as reporting.")
    var subscriber: String?

    var query: QueueDesk.DeadQuery { .init(queue: queue, subscriber: subscriber, kind: kind) }
}
