import Foundation

/// How urgent a running case looks (时限颜色).
enum DueColour: String, CaseIterable, Codable, Sendable {
    /// No clock runs.
    case none
    /// Time enough.
    case green
    /// The first warning has come (预警).
    case amber
    /// A due time has passed (超期).
    case red

    /// The colour of `record` at `now`.
    init(_ record: CaseRecord, at now: Date) {
        let dues = [record.promisedDue, record.statutoryDue].compactMap(\.self)
        guard record.state.isRunning, let due = dues.min() else {
            self = .none
            return
        }
        if now >= due {
            self = .red
        } else {
            self = record.warnAt.map { now >= $0 } == true ? .amber : .green
        }
    }
}
