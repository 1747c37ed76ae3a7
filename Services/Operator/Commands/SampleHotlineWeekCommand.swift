import ArgumentParser
import Foundation
import Models

extension Sample {
    /// `bangban sample hotline-week 2024-W28`.
    struct HotlineWeekCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "hotline-week", abstract: "Writes a week of hotline requests as CSV.",
            discussion: """
                The counts are those of a city hotline's bulletin for 2024-W28: 71,184 requests, by kind and by handling; \
                2024-W27 has 71,355, so that the change of -0.24 % comes out. Any other week has the counts of 2024-W28. With \
                --total every count is scaled, and the parts still add up. The same week, seed and total always give the same \
                bytes. Names and texts are generated; phone numbers are of the form 1xx0000xxxx; regions are Inner Mongolia's.
                """)

        @Argument(help: "The ISO week, such as 2024-W28.", transform: ISOWeek.argument)
        var week: ISOWeek

        @Option(help: "Another number, other requests.")
        var seed: UInt64 = 0

        @Option(help: "How many requests; the bulletin's number unless given.")
        var total: Int?

        @Option(
            help:
                "A divisions file (code,name,level,parent) to take regions from; the banners of Inner Mongolia unless given."
        )
        var divisions: String?

        @Option(help: "Where to write; standard output unless given.")
        var output = "-"

        func validate() throws {
            guard total.map({ (1...10_000_000).contains($0) }) ?? true else {
                throw ValidationError("--total must be from 1 to 10000000")
            }
        }

        func run() async throws {
            let regions = try divisions.map { try SampleRegions(file: $0) } ?? SampleRegions.banners
            let week = HotlineWeek(week: week, seed: seed, total: total, regions: regions)
            let handle = try LocalFile.create(output)
            do {
                try week.write { try handle.write(contentsOf: Data($0)) }
                if output != "-" { try handle.close() }
            } catch {
                throw OperatorError(.failed, "\(output) cannot be written: \(error.localizedDescription)")
            }
        }
    }
}
