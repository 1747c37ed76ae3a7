import Foundation
import Models
import ServiceKit

extension PageWords {
    /// A span of time in its two largest units: 3 d 4 h, 5 min 10 s, 3 s.
    func span(_ seconds: Double) -> String {
        let units: [(key: String, length: Int)] = [("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)]
        var rest = max(0, Int(seconds.rounded()))
        let first = units.firstIndex { rest >= $0.length } ?? units.count - 1
        var parts: [String] = []
        for unit in units[first...].prefix(2) where parts.isEmpty || rest >= unit.length {
            parts.append(self("unit.\(unit.key)", ["n": rest / unit.length]))
            rest %= unit.length
        }
        return parts.joined(separator: " ")
    }

    /// 2026-11-25 17:30:12
    func seconds(_ moment: Date) -> String {
        let local = LocalDateTime(moment, in: timeZone)
        return "\(local.date) \(local.time.description.prefix(8))"
    }

    /// 2026-11-25 17:30:12.345
    func precise(_ moment: Date) -> String {
        let milliseconds = Int((moment.timeIntervalSince1970 * 1000).rounded(.down)) % 1000
        return "\(seconds(moment)).\(String(1000 + milliseconds).dropFirst())"
    }

    /// What a state or an outcome is called.
    func state(_ state: String) -> String { self("state.\(state)") }

    /// The colour of a state or an outcome.
    static func tone(ofState state: String) -> String {
        switch state {
        case "finished": "ok"
        case "dead", "rescued": "late"
        case "retried", "delayed", "parked", "cancelled", "expired": "warn"
        case "running": ""
        default: "rest"
        }
    }

    /// What all processes together may take of a subscription; nil without limits.
    func limits(_ limits: QueueDesk.Limits) -> String? {
        let parts = [
            limits.running.map { self("limit.running", ["n": Figure.count($0)]) },
            limits.rate.map { rate("limit.rate", $0, limits.ratePeriodSeconds) },
            limits.perKey.map { self("limit.per_key", ["n": Figure.count($0)]) },
            limits.ratePerKey.map { rate("limit.rate_per_key", $0, limits.ratePerKeyPeriodSeconds) },
        ].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    private func rate(_ key: String, _ count: Int, _ seconds: Double?) -> String {
        self(key, ["n": Figure.count(count), "period": span(seconds ?? 1)])
    }
}
