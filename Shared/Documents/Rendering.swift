internal import Dispatch

/// Where documents are drawn when the caller is asynchronous.
///
/// Drawing takes milliseconds of pure computing; on Swift's cooperative pool it would hold up everything else. It runs on a
/// queue of its own instead, one document at a time: each process keeps at most one core busy with paper.
public enum Rendering {
    private static let queue = DispatchQueue(label: "bangban.documents", qos: .utility)

    /// Runs `body` on the documents' queue and gives back what it returns or throws.
    public static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try body() }) }
        }
    }
}
