import JobQueue
import Models
import Postgres

/// What an operator does meanwhile. A number decides to what.
extension Faults {
    func pause(_ detail: UInt64, for time: Duration) async throws {
        let queue = Self.queue(detail)
        try await storm.patiently { try await $0.execute("SELECT queue.pause(\(queue.rawValue))") }
        try? await Task.sleep(for: time)
        try await storm.patiently { try await $0.execute("SELECT queue.resume(\(queue.rawValue))") }
    }

    /// To a few messages at once, and a rate.
    func limit(_ detail: UInt64, for time: Duration) async throws {
        let queue = Self.queue(detail)
        let running = Int32(1 + detail >> 41 % 40)
        try await storm.patiently {
            try await $0.execute(
                "SELECT queue.set_limit(\(queue.rawValue), NULL, \(running), \(running * 10), '1 s')")
        }
        try? await Task.sleep(for: time)
        try await storm.patiently {
            try await $0.execute("SELECT queue.set_limit(\(queue.rawValue), NULL, NULL, NULL, NULL)")
        }
    }

    /// Some of the youngest, wherever they are, and puts on record what was said of them.
    func cancel(_ detail: UInt64) async throws {
        let messages: [Int64] = try await storm.patiently { client in
            try await client.query(Ledger.young(detail)).map { try $0.decode() }
        }
        for message in messages {
            try await storm.patiently { try await $0.execute(Ledger.cancel(message)) }
        }
    }

    /// By up to two seconds, for one of the two subscribers, if it has come already.
    func rewind(_ detail: UInt64) async throws {
        let subscriber = detail >> 40 & 1 == 0 ? "first" : "second"
        let milliseconds = Int(detail >> 41 % 2000)
        try await storm.patiently { client in
            try await client.withTransaction { transaction in
                _ = try await transaction.query(
                    """
                    SELECT queue.rewind(
                        \(QueueName.tortureEvents.rawValue), \(subscriber),
                        clock_timestamp() - \(milliseconds) * interval '1 ms')
                      FROM queue.subscription s WHERE s.subscriber = \(subscriber)
                    """)
                try await transaction.execute(Ledger.rewound(subscriber))
            }
        }
    }

    private static func queue(_ detail: UInt64) -> QueueName { detail >> 40 & 1 == 0 ? .torture : .tortureEvents }
}
