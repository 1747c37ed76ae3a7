import Foundation

/// Runs a command-line tool on bytes in a temporary file and gives back what it prints: the independent reader of what we wrote.
enum Tool {
    struct Failure: Error {
        let command: String
        let status: Int32
        let output: String
    }

    /// `arguments` with `@` replaced by the file's path.
    static func run(_ name: String, _ arguments: [String], on bytes: [UInt8]) throws -> String {
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
