import Foundation

/// Runs calls that block on a thread of their own, so that Swift's own pool never does.
func onOwnThread<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
        Thread(block: { continuation.resume(with: Result(catching: body)) }).start()
    }
}
