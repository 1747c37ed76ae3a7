import Foundation

/// A program of the PATH, as a process of its own that ends with this one.
struct Program: Sendable {
    let words: [String]
    var environment: [String: String] = [:]

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs it to its end; what it printed.
    @discardableResult
    func run() async throws -> String {
        try await OwnThread.run {
            let output = Pipe()
            let process = process(output: output)
            try process.run()
            let printed = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            guard process.terminationStatus == 0 else {
                throw Failure(description: "\(words.prefix(2).joined(separator: " ")): \(printed)")
            }
            return printed
        }
    }

    /// Runs it until the body is through, then tells it to stop and waits until it has.
    func run<T>(during body: () async throws -> T) async throws -> T {
        // Made where it is awaited, on a thread that lives as long as the process does.
        let (started, report) = AsyncStream.makeStream(of: Int32.self)
        let end = Task {
            try await OwnThread.run {
                let process = process(output: nil)
                try process.run()
                report.yield(process.processIdentifier)
                process.waitUntilExit()
                report.finish()
                return process.terminationStatus
            }
        }
        guard let number = await started.first(where: { _ in true }) else { throw Failure(description: words[0]) }
        do {
            let value = try await body()
            try await stop(number, end)
            return value
        } catch {
            try await stop(number, end)
            throw error
        }
    }

    // MARK: - Private

    private func stop(_ number: Int32, _ end: Task<Int32, any Error>) async throws {
        kill(number, SIGTERM)
        _ = try await end.value
    }

    /// Threads that belong to Swift's pool block signals, and children inherit that: `env` gives them back. A program that
    /// serves is told to end when the thread that started it does, in whatever way.
    private func process(output: Pipe?) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["--default-signal", "setpriv", "--pdeathsig", "TERM"] + words
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output ?? FileHandle.nullDevice
        process.standardError = output ?? FileHandle.nullDevice
        return process
    }
}
