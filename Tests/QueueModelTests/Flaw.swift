/// Ways to break the queue, each by leaving out or changing one thing that it does.
enum Flaw: String, CaseIterable, Sendable {
    case cursorByID = "a cursor that remembers the highest id instead of snapshots loses what commits late"
    case noStragglers = "a window without the transactions that ran when it began loses them"
    case noLaneLock = "two workers that claim a lane at once claim the same messages"
    case noFence = "a worker that finishes without asking for its lease finishes what others have"
    case noRevoking = "a rescue that does not revoke the claim lets the suspended worker finish as well"
    case noWaiting = "a rescue that does not wait for who is just finishing delivers again what is done"
    case noAsking = "a worker that does not ask how its commit ended does the message again"
    case openPartition = "a partition that is claimed while its last claim is open is out of order"
    case noHolding = "a message that failed and does not hold its key is overtaken"
    case nothingBehind = "a message that is claimed while its key is held overtakes the key"
    case staleRelease = "a row that an earlier release left is taken for the message"
    case releasedUnordered = "what is held of a key and released at once must rise, or it changes places"
    case heldByNumber = "a message that is held twice after a rewind must not go in both places"
    case heldByRelease =
        "a message that is let go by its release comes again if its key was put back before its receipt"
    case deliveredTwice = "what was claimed before a rewind and after it stops the rescue that delivers both"
    case rewindPassesOver = "a rewind that takes all that is older for done loses what waits"
    case rewindKeepsWindow = "a rewind that keeps the cursor's window delivers nothing again"
}
