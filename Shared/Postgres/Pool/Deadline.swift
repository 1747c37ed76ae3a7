import Dispatch

/// Runs a closure at a time, unless it is cancelled before.
struct Deadline: @unchecked Sendable {
    // DispatchWorkItem is thread-safe; Swift's overlay on Linux does not say so.
    private let item: DispatchWorkItem

    init(after duration: Duration, _ body: @escaping @Sendable () -> Void) {
        item = DispatchWorkItem(block: body)
        let nanoseconds = Int(clamping: duration.milliseconds * 1_000_000)
        DispatchQueue.global().asyncAfter(deadline: .now() + .nanoseconds(nanoseconds), execute: item)
    }

    func cancel() {
        item.cancel()
    }
}
