import Foundation

/// A thread for calls that block, so that Swift's own pool never does.
public enum OwnThread {
    /// Runs the body there.
    public static func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            Thread(block: { continuation.resume(with: Result(catching: body)) }).start()
        }
    }
}
