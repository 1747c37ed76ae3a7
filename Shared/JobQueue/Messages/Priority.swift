/// Which of a queue's lanes a message goes to. Workers take from a lower lane only what no higher lane has.
public enum Priority: Int32, CaseIterable, Codable, Sendable {
    /// Before everything: somebody is waiting at a counter.
    case urgent = 0
    /// Before the usual.
    case high = 1
    /// The usual.
    case normal = 2
    /// When there is nothing else to do, such as rebuilding figures.
    case low = 3
}
