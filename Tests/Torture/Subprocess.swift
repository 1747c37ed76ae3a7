import Foundation

/// A process that ends, at the latest, with this one.
final class Subprocess: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let processID: Int32
    private let ending: Task<Int32, any Error>
    private let exit: Once

    /// Starts it; what it writes goes to the file.
    init(_ words: [String], environment: [String: String], output: FileHandle) async throws {
        let (started, report) = AsyncStream.makeStream(of: Int32.self)
        let exit = Once()
        self.exit = exit
        // Started and awaited on one thread that lives as long as the process does: it is told to end when that thread does.
        ending = Task {
            try await onOwnThread {
                defer { report.finish() }
                let process = Self.process(words, environment, output)
                try process.run()
                report.yield(process.processIdentifier)
                process.waitUntilExit()
                exit.happen()
                return process.terminationStatus
            }
        }
        guard let number = await started.first(where: { _ in true }) else {
            throw Failure(description: "\(words[0]) cannot be started")
        }
        processID = number
    }

    /// Whether it has ended, of itself or killed.
    var isOver: Bool { exit.hasHappened }

    func signal(_ number: Int32) {
        if !isOver { kill(processID, number) }
    }

    /// Its exit status, or the number of the signal that ended it.
    func end() async throws -> Int32 { try await ending.value }

    /// Runs a program to its end; what it printed.
    @discardableResult
    static func run(_ words: [String], environment: [String: String] = [:]) async throws -> String {
        try await onOwnThread {
            let output = Pipe()
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = words
            process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = output
            try process.run()
            let printed = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            guard process.terminationStatus == 0 else {
                throw Failure(description: "\(words.joined(separator: " ")) ended with \(process.terminationStatus)")
            }
            return printed.trimmingCharacters(in: .whitespacesAndNewlines)
        }
    }

    // MARK: - Private

    /// Threads that belong to Swift's pool block signals, and children inherit that: `env` gives them back.
    private static func process(
        _ words: [String], _ environment: [String: String], _ output: FileHandle
    ) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["--default-signal", "setpriv", "--pdeathsig", "KILL"] + words
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        return process
    }
}
