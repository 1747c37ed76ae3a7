import Synchronization

/// Something that happens once, and may be asked about from anywhere.
final class Once: Sendable {
    private let value = Atomic(false)

    var hasHappened: Bool { value.load(ordering: .acquiring) }
    func happen() { value.store(true, ordering: .releasing) }
}
