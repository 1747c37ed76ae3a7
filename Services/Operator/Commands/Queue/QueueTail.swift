import ArgumentParser
import Models

extension Queue {
    /// `bangban queue tail`.
    struct Tail: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints messages as they are appended, until Ctrl-C.",
            discussion: "Follows snapshots of the database, so that none is missed and none comes twice.")

        @Option(help: "Only this queue.")
        var queue: String?

        @Option(help: "Only messages of this kind.")
        var kind: String?

        @Option(help: "End after so many messages.")
        var count: Int?

        @Flag(help: "Print a JSON object a line.")
        var json = false

        @OptionGroup var options: OperatorOptions

        func validate() throws {
            if let count, count < 1 { throw ValidationError("--count must be at least 1") }
        }

        func run() async throws {
            try await QueueDesk.open(options) { desk in
                var left = count ?? .max
                for try await message in desk.appended(to: queue, kind: kind) {
                    try show(message)
                    left -= 1
                    if left == 0 { break }
                }
            }
        }

        private func show(_ message: QueueDesk.Appended) throws {
            if json { return try Answer.json(message) }
            Console.say(
                "\(RFC3339.string(message.enqueuedAt, milliseconds: true)) \(message.id) \(message.queue) \(message.kind) "
                    + message.payload)
        }
    }
}
