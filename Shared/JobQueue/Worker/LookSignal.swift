import Synchronization

/// Has a claim loop look for messages, and says where: in one lane of its queue, if nothing else was said since the last wait.
final class LookSignal: Sendable {
    private let signal = Signal()
    /// A bit for each priority; all of them: anywhere.
    private let places = Atomic<UInt8>(0)

    /// Has it look at the queue's messages of a priority; nil: everywhere.
    func set(_ priority: Priority? = nil) {
        places.bitwiseOr(priority.map { 1 << $0.rawValue } ?? .max, ordering: .releasing)
        signal.set()
    }

    /// Returns when the signal is set, the time is over, or the task is cancelled: the one priority that it was set for, or nil to
    /// look everywhere. By one task at a time.
    func wait(atMost timeout: Duration? = nil) async -> Priority? {
        await signal.wait(atMost: timeout)
        let places = places.exchange(0, ordering: .acquiring)
        return places.nonzeroBitCount == 1 ? Priority(rawValue: Int32(places.trailingZeroBitCount)) : nil
    }
}
