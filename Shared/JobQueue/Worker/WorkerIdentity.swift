import Synchronization

/// The number under which this process claims. A process that was taken for dead, by a stall or a cut network, goes on
/// under a new one.
final class WorkerIdentity: Sendable {
    private let number: Mutex<Int32>

    init(_ number: Int32) {
        self.number = Mutex(number)
    }

    var current: Int32 { number.withLock { $0 } }

    /// Replaces a number that was found dead; false if somebody did so before.
    func replace(_ dead: Int32, with fresh: Int32) -> Bool {
        number.withLock { number in
            guard number == dead else { return false }
            number = fresh
            return true
        }
    }
}
