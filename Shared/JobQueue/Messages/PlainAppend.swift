import Models
import Postgres

/// A message of which a row of the log says all (``EnqueueOptions/isPlain``). It is inserted without a function of SQL, in the lane
/// that the session knows or now finds or makes.
struct PlainAppend {
    let queue: QueueName
    let priority: Priority
    let version: Int
    let kind: String
    let headers: JSONText?
    let payload: JSONText

    /// Inserts it. What `queue.enqueue` answers is returned if somebody waits for it: it makes the insertion a tenth dearer.
    func statement(isAnswered: Bool) -> SQL {
        """
        INSERT INTO queue.log (lane, version, kind, headers, payload)
        VALUES (queue.kept_lane(\(setting), \(queue.rawValue), \(priority.rawValue)),
            \(Int16(version)), \(kind), \(headers), \(payload))
        \(unescaped: isAnswered ? "RETURNING id, false" : "")
        """
    }

    /// Inserts several, in their order.
    static func statement(_ appends: [PlainAppend]) -> SQL {
        if appends.count == 1 { return appends[0].statement(isAnswered: false) }
        return """
            INSERT INTO queue.log (lane, version, kind, headers, payload)
            SELECT queue.kept_lane(m.setting, m.queue, m.priority), m.version, m.kind, m.headers, m.payload
              FROM unnest(\(appends.map(\.setting))::text[], \(appends.map(\.queue.rawValue))::text[],
                          \(appends.map(\.priority.rawValue)), \(appends.map { Int16($0.version) }),
                          \(appends.map(\.kind))::text[], \(appends.map(\.headers)), \(appends.map(\.payload)))
                   AS m (setting, queue, priority, version, kind, headers, payload)
            """
    }

    private var setting: String { queue.laneSetting(priority) }
}
