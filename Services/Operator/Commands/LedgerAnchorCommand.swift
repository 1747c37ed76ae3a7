import ArgumentParser
import Foundation
import Models

extension Ledger {
    /// `bangban ledger anchor`: the newest anchor, to be kept outside of the database.
    struct Anchor: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints the ledger's newest anchor, in the form that ledger verify --anchor takes.",
            discussion: """
                Intake takes one every morning, over everything that the ledger holds. The director's weekly summary carries it \
                out of the database.
                """)

        @Flag(help: "Print the answer as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions

        private struct Answered: Decodable {
            var day: LocalDate
            var root: String
            var entries: Int
        }

        func run() async throws {
            let body = try await ServiceClient(.intake, options.settings()).get("/v1/operator/ledger/anchor")
            if json { return Answer.raw(body) }
            let anchor = try MessageCoding.decoder.decode(Answered.self, from: Data(body))
            Console.say("\(anchor.day)=\(anchor.root)")
            Console.say("\(Figure.count(anchor.entries)) entries since the anchor before")
        }
    }
}
