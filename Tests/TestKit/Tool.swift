import Foundation

/// Runs a command-line tool on bytes in a temporary file and gives back what it prints: the independent reader of what we wrote.
public enum Tool {
    /// The tool ended with another status than 0.
    public struct Failure: Error {
        /// Its name.
        public let command: String
        /// What it ended with.
        public let status: Int32
        /// What it printed.
        public let output: String
    }

    /// What the tool prints; `@` in `arguments` stands for the file's path. Throws ``Failure`` when the tool fails.
    public static func run(_ name: String, _ arguments: [String], on bytes: [UInt8]) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "bangban-\(UUID().uuidString)")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [name] + arguments.map { $0 == "@" ? file.path() : $0 }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(command: name, status: process.terminationStatus, output: output)
        }
        return output
    }
}
