import CLibCurl
import Foundation
import Synchronization

/// Runs transfers on libcurl's multi interface, on one thread of its own, so that no thread of Swift's pool ever blocks.
///
/// Connections are kept and used again between transfers of the same engine. The thread ends when the engine is released.
final class CurlEngine: Sendable {
    /// The engine that clients share unless they are given another.
    static let shared = CurlEngine()

    private let loop = CurlLoop()

    init() {
        let thread = Thread { [loop] in loop.run() }
        thread.name = "outbound"
        thread.start()
    }

    deinit { loop.stop() }

    /// Runs `transfer` to its end and returns libcurl's result; cancelling the task ends the transfer at once.
    func perform(_ transfer: CurlTransfer) async throws(CancellationError) -> CURLcode {
        let code = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                transfer.onComplete = { continuation.resume(returning: $0) }
                start(transfer)
            }
        } onCancel: {
            cancel(transfer)
        }
        guard let code else { throw CancellationError() }
        return code
    }

    /// Begins a transfer; `onComplete` tells its end.
    func start(_ transfer: CurlTransfer) { loop.submit(.start(transfer)) }

    /// Ends a transfer, which completes with nil unless it had completed already.
    func cancel(_ transfer: CurlTransfer) {
        transfer.isCancelled.store(true, ordering: .releasing)
        loop.submit(.cancel(transfer))
    }

    /// Goes on with a transfer that was paused by `.later`.
    func resume(_ transfer: CurlTransfer) { loop.submit(.resume(transfer)) }
}
