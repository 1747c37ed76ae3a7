import Foundation

/// An attempt that was written down and is to be made now.
struct Dispatch: Sendable {
    let record: NotificationRecord
    let attempt: Int
    let createdAt: Date
    /// How long ago the notification was written down, by the database's clock.
    let age: Duration
}
