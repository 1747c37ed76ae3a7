import ArgumentParser
import Foundation

extension Sample {
    /// `bangban sample helpers`.
    struct HelpersCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "helpers", abstract: "Writes a few generated helpers of each skill as CSV, for helper load.")

        @Option(help: "Where to write; standard output unless given.")
        var output = "-"

        func run() async throws {
            let handle = try LocalFile.create(output)
            do {
                try handle.write(contentsOf: Data(SampleHelpers.csv()))
                if output != "-" { try handle.close() }
            } catch {
                throw OperatorError(.failed, "\(output) cannot be written: \(error.localizedDescription)")
            }
        }
    }
}
