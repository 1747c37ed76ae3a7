/// Which of a queue's lanes a message goes to. Workers look into a higher lane first, and a lane whose first message has waited
/// gains one every thirty seconds, so that low never starves.
public enum Priority: Int32, CaseIterable, Codable, Sendable {
    /// Before everything: somebody is waiting at a counter.
    case urgent = 0
    /// Before the usual.
    case high = 1
    /// The usual.
    case normal = 2
    /// After everything else, such as rebuilding figures.
    case low = 3
}
