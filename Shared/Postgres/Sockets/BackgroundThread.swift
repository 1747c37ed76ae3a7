import Foundation

/// Threads for calls that block, so that Swift's own pool never does.
enum BackgroundThread {
    static func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
        let thread = Thread(block: body)
        thread.name = name
        thread.start()
    }

    /// Runs a blocking call on a thread of its own. When the task is cancelled, `CancellationError` is thrown at once, and what
    /// the call returns later is dropped.
    nonisolated(nonsending) static func attempt<T: Sendable, E: Error>(
        _ name: String, _ body: @escaping @Sendable () throws(E) -> T
    ) async throws -> T {
        let outcome = OneShot<T>()
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                outcome.wait(continuation)
                start(name) { outcome.settle(Result { try body() }) }
            }
        } onCancel: {
            outcome.settle(.failure(CancellationError()))
        }
    }
}
