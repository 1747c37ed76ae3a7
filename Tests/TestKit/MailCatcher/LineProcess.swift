import Foundation
import Synchronization

/// A script of this repository as a child process whose output can be waited for, line by line.
final class LineProcess: Sendable {
    private struct State {
        var lines: [String] = []
        var hasEnded = false
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
        var nextWaiter = 0
    }

    private let identifier: pid_t
    private let state: SharedState

    /// What may be shared with the reading thread without keeping the process alive.
    private final class SharedState: Sendable {
        let mutex = Mutex(State())

        func update(_ change: (inout State) -> Void) {
            let waiters = mutex.withLock { state in
                change(&state)
                defer { state.waiters = [:] }
                return state.waiters.values
            }
            for waiter in waiters { waiter.resume() }
        }
    }

    var lines: [String] { state.mutex.withLock { $0.lines } }

    init(script: String, _ arguments: [String]) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardizedFileURL
        let process = Process()
        let output = Pipe()
        process.executableURL = root.appending(path: "scripts/\(script)")
        process.arguments = arguments
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        identifier = process.processIdentifier
        let state = SharedState()
        self.state = state
        Thread.detachNewThread { Self.read(output.fileHandleForReading, into: state) }
    }

    deinit { kill() }

    func kill() {
        if !state.mutex.withLock({ $0.hasEnded }) { _ = Foundation.kill(identifier, SIGKILL) }
    }

    /// Waits until `find` sees what it looks for among the lines so far.
    func wait<T: Sendable>(within limit: Duration, _ find: @escaping @Sendable ([String]) -> T?) async throws -> T {
        try await withThrowingTaskGroup(of: T.self) { group in
            group.addTask { [self] in
                while true {
                    let (lines, hasEnded) = state.mutex.withLock { ($0.lines, $0.hasEnded) }
                    if let found = find(lines) { return found }
                    if hasEnded { throw LineProcessError(reason: "the process ended", lines: lines) }
                    await change(after: lines.count)
                    try Task.checkCancellation()
                }
            }
            group.addTask { [self] in
                try await Task.sleep(for: limit)
                throw LineProcessError(reason: "nothing within \(limit)", lines: lines)
            }
            defer { group.cancelAll() }
            guard let found = try await group.next() else { throw CancellationError() }
            return found
        }
    }

    // MARK: - Private

    private func change(after count: Int) async {
        let number = state.mutex.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isLate = state.mutex.withLock { state in
                    let isLate = state.lines.count != count || state.hasEnded || Task.isCancelled
                    if !isLate { state.waiters[number] = continuation }
                    return isLate
                }
                if isLate { continuation.resume() }
            }
        } onCancel: {
            state.mutex.withLock { $0.waiters.removeValue(forKey: number) }?.resume()
        }
    }

    private static func read(_ handle: FileHandle, into state: SharedState) {
        var rest = Data()
        while true {
            let data = handle.availableData
            if data.isEmpty { break }
            rest += data
            while let end = rest.firstIndex(of: 0x0A) {
                let line = String(decoding: rest[rest.startIndex..<end], as: UTF8.self)
                rest = Data(rest[rest.index(after: end)...])
                state.update { $0.lines.append(line) }
            }
        }
        state.update { $0.hasEnded = true }
    }
}

/// A process did not say what was waited for.
struct LineProcessError: Error {
    let reason: String
    let lines: [String]
}
