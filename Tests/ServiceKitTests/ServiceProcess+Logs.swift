import Foundation
import TestKit

extension ServiceProcess {
    /// The log's records, their members as text.
    var records: [[String: String]] {
        logs.split(separator: "\n").compactMap { line in
            let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return object?.compactMapValues { $0 as? String }
        }
    }

    /// The messages of the log's records.
    var messages: [String] { records.compactMap { $0["message"] } }

    /// The last line on standard error.
    var lastLine: String { logs.split(separator: "\n").last.map(String.init) ?? "" }

    /// Waits until a message was logged.
    func waitForLog(_ message: String, within limit: Duration = .seconds(60)) async throws {
        let end = ContinuousClock.now + limit
        while !messages.contains(message) {
            guard ContinuousClock.now < end else { throw NotLogged(message: message, logs: logs) }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}

struct NotLogged: Error {
    let message: String
    let logs: String
}
