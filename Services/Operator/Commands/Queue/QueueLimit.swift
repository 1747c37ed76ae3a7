import ArgumentParser
import JobQueue

extension Queue {
    /// `bangban queue limit QUEUE --running 4`.
    struct Limit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Limits what all processes together take from a queue, in all and of each ordering key.",
            discussion: """
                What is not named is not limited: without options, all limits are taken away. Messages of one ordering key are \
                then handled one after the other.
                """)

        @OptionGroup var choice: QueueChoice

        @Option(help: "The most messages that are claimed and not over.")
        var running: Int?

        @Option(help: "The most deliveries in a period.")
        var rate: Int?

        @Option(help: "The period of the rate in seconds.")
        var per = 1

        @Option(
            help: "The most messages of one ordering key at once; from 2 on they begin in order, but need not end so.")
        var perKey: Int?

        @Option(
            help: "The most messages of one ordering key that begin in a period in seconds, such as 5/60; 5 is 5/1.",
            transform: RateArgument.init)
        var ratePerKey: RateArgument?

        @OptionGroup var options: OperatorOptions

        func validate() throws {
            for (name, value) in [("--running", running), ("--rate", rate), ("--per", per), ("--per-key", perKey)] {
                guard value.map({ $0 >= 1 }) ?? true else { throw ValidationError("\(name) must be at least 1") }
            }
        }

        func run() async throws {
            let limits = QueueDesk.Limits(
                running: running, rate: rate, ratePeriodSeconds: Double(per), perKey: perKey,
                ratePerKey: ratePerKey?.count, ratePerKeyPeriodSeconds: ratePerKey.map { Double($0.seconds) }
            ).description
            try await choice.change(limits.isEmpty ? "not limited" : "limited: \(limits)", options) {
                try await $0.limit(
                    $1, subscriber: $2, running: running, rate: rate.map { ($0, .seconds(per)) }, perKey: perKey,
                    ratePerKey: ratePerKey.map { ($0.count, .seconds($0.seconds)) })
            }
        }
    }
}
