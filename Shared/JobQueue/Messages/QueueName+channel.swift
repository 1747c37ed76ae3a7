import Models

extension QueueName {
    /// Where workers hear of its messages, `queue.channel` in SQL.
    var channel: String { "queue.\(rawValue)" }
}
