public import ArgumentParser
public import Models

/// `bangban report`: the weekly report (周报).
struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The weekly report.",
        subcommands: [Show.self, Send.self, Deliveries.self, Subscribe.self, Unsubscribe.self, Subscribers.self])
}

extension ISOWeek {
    /// Reads a week of the command line, so that one that does not exist is refused with the reason.
    static func argument(_ text: String) throws -> ISOWeek { try ISOWeek(text) }
}

extension Language: ExpressibleByArgument {}
