import Foundation
import Models

/// From when a clock runs, and how long.
struct ClockStart: Hashable, Sendable {
    var from: Date
    var limit: TimeLimit
}
