public import Foundation

/// A process that ends, at the latest, with this one.
public final class Subprocess: Sendable {
    /// What went wrong with a process.
    public struct Failure: Error, CustomStringConvertible {
        /// In one line.
        public let description: String

        /// Says it.
        public init(_ description: String) { self.description = description }
    }

    /// Its number.
    public let processID: Int32
    private let ending: Task<Int32, any Error>
    private let exit: Once

    /// Starts a program of the PATH; what it writes goes to the file.
    public init(_ words: [String], environment: [String: String], output: FileHandle) async throws {
        let (started, report) = AsyncStream.makeStream(of: Int32.self)
        let exit = Once()
        self.exit = exit
        // Started and awaited on one thread that lives as long as the process does: it is told to end when that thread does.
        ending = Task {
            try await OwnThread.run {
                defer { report.finish() }
                let process = Self.process(words, environment)
                process.standardOutput = output
                process.standardError = output
                try process.run()
                report.yield(process.processIdentifier)
                process.waitUntilExit()
                exit.happen()
                return process.terminationStatus
            }
        }
        guard let number = await started.first(where: { _ in true }) else {
            throw Failure("\(words[0]) cannot be started")
        }
        processID = number
    }

    /// Whether it has ended, of itself or killed.
    public var isOver: Bool { exit.hasHappened }

    /// Sends it a signal, unless it is over.
    public func signal(_ number: Int32) {
        if !isOver { kill(processID, number) }
    }

    /// Its exit status, or the number of the signal that ended it.
    public func end() async throws -> Int32 { try await ending.value }

    /// Runs a program to its end; what it printed, without blanks around it.
    @discardableResult
    public static func run(_ words: [String], environment: [String: String] = [:]) async throws -> String {
        try await OwnThread.run {
            let output = Pipe()
            let process = process(words, environment)
            process.standardOutput = output
            try process.run()
            let printed = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            guard process.terminationStatus == 0 else {
                throw Failure("\(words.prefix(2).joined(separator: " ")) ended with \(process.terminationStatus)")
            }
            return printed.trimmingCharacters(in: .whitespacesAndNewlines)
        }
    }

    /// Where the running program lies, and those that were built with it.
    public static var programsFolder: URL {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    }

    /// Runs a program until the body is through, then tells it to stop and waits until it has.
    public static func run<T>(
        _ words: [String], environment: [String: String] = [:], during body: (Subprocess) async throws -> T
    ) async throws -> T {
        let process = try await Subprocess(words, environment: environment, output: .nullDevice)
        do {
            let value = try await body(process)
            try await process.stop()
            return value
        } catch {
            try await process.stop()
            throw error
        }
    }

    // MARK: - Private

    private func stop() async throws {
        signal(SIGTERM)
        _ = try await end()
    }

    /// Threads that belong to Swift's pool block signals, and children inherit that: `env` gives them back. A program ends when
    /// the thread that started it does, in whatever way.
    private static func process(_ words: [String], _ environment: [String: String]) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["--default-signal", "setpriv", "--pdeathsig", "KILL"] + words
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        return process
    }
}
