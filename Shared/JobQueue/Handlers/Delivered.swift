public import Foundation
public import Models

/// A message of a batch.
public struct Delivered<Payload: Message>: Sendable {
    /// The message.
    public let id: MessageID
    /// What it says.
    public let payload: Payload
    /// The number of this delivery, from 1; deliveries that were put off are not counted.
    public let attempt: Int
    /// When it was first enqueued, by the database's clock.
    public let enqueuedAt: Date
    /// What accompanied it.
    public let headers: MessageHeaders
}
