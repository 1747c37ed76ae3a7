import ArgumentParser
import Foundation
import Models

/// A CSV file that a service takes whole.
struct ReferenceFile {
    let service: ServiceAddress
    let path: String
    let columns: [String]

    /// The most bytes such a file may have.
    static let limit = 16 << 20

    /// Checks the file's form here, where errors cost nothing, and puts it to the service.
    func load(_ file: String, _ options: OperatorOptions) async throws -> [UInt8] {
        let client = try ServiceClient(service, options.settings())
        let bytes = try LocalFile.read(file, limit: Self.limit)
        do {
            _ = try CSVTable(bytes, required: columns)
        } catch {
            throw OperatorError(.badData, "\(file): \(error)")
        }
        return try await client.put(path, csv: bytes)
    }
}

/// A command that puts one CSV file to one service.
protocol LoadingCommand: AsyncParsableCommand {
    static var target: ReferenceFile { get }
    var file: String { get }
    var json: Bool { get }
    var options: OperatorOptions { get }
}

extension LoadingCommand {
    func run() async throws {
        let body = try await Self.target.load(file, options)
        if json { return Answer.raw(body) }
        guard case .object(let counts) = try JSONValue(body) else { return Console.say("\(file) is loaded") }
        let parts = ["rows", "received", "added", "changed", "updated", "unchanged", "withdrawn", "removed"]
            .compactMap { key in counts[key]?.integer.map { "\(key) \($0)" } }
        Console.say("\(file): \(parts.isEmpty ? "loaded" : parts.joined(separator: ", "))")
    }
}
