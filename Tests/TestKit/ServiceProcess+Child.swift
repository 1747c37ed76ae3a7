import Foundation

extension ServiceProcess {
    /// One life of a process.
    final class Child: Sendable {
        let processID: Int32
        private let ending = ServiceProcessEnding()
        // Kept so that Foundation goes on watching it; never touched again.
        private let process: Process

        init(
            _ executable: URL, _ arguments: [String], _ environment: [String: String], output: FileHandle,
            errors: FileHandle
        ) throws {
            process = Process()
            process.executableURL = executable
            process.arguments = arguments
            process.environment = environment
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = output
            process.standardError = errors
            process.terminationHandler = { [ending] in ending.finish(with: $0.terminationStatus) }
            do {
                try process.run()
            } catch {
                throw ServiceProcessError("\(executable.path) cannot be started (is it built?): \(error)")
            }
            processID = process.processIdentifier
        }

        /// The exit status, or the number of the signal, once it has ended.
        var exit: Int32? { ending.status }

        func signal(_ number: Int32) {
            if exit == nil { _ = Foundation.kill(processID, number) }
        }

        /// The exit status, or nil when the time ran out.
        func waitForExit(within limit: Duration) async throws -> Int32? {
            try await withThrowingTaskGroup(of: Int32?.self) { [ending] group in
                group.addTask { await ending.wait() }
                group.addTask {
                    try await Task.sleep(for: limit)
                    return nil
                }
                defer { group.cancelAll() }
                return try await group.next() ?? nil
            }
        }
    }
}
