import Foundation
import JobQueue
import Postgres
import TestKit
import TestTools
import Testing

/// `BANGBAN_SEED` repeats a run.
@Suite("Schedules of random expressions", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct CronFuzzTests {
    /// With and without daylight-saving time; half an hour of it; at midnight, or a minute after; one that skipped a day.
    private static let zones = [
        "Asia/Shanghai", "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Nuuk",
        "Asia/Beirut", "America/St_Johns",
        "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Apia", "Africa/Casablanca",
    ]

    @Test("the database and a second implementation refuse the same expressions and name the same times")
    func same() async throws {
        let client = try TestDatabase.current.client(role: "bangban_intake")
        let moments = try Self.zones.map { try Self.changes(of: $0) }
        var accepted = 0
        try await Fuzz.run(for: .seconds(4)) { seed in
            var generator = SeededGenerator(seed: seed)
            let index = Int.random(in: 0..<Self.zones.count, using: &generator)
            let zone = try #require(TimeZone(identifier: Self.zones[index]))
            let expression = generator.expression()
            // Mostly around a change of clocks, where there is something to get wrong.
            let change = moments[index].randomElement(using: &generator) ?? Date(timeIntervalSince1970: 1_700_000_000)
            var time = change.addingTimeInterval(Double(Int.random(in: -180_000...180_000, using: &generator)))
            let oracle = CronOracle(expression)
            for _ in 0..<3 {
                let expected = oracle?.next(after: time, in: zone)
                let found: Date?
                do {
                    found = try await client.query(
                        "SELECT queue.cron_next(\(expression), \(zone.identifier), \(time))")[0].decode(Date.self)
                } catch let error as PostgresError {
                    #expect(error.sqlState?.rawValue == "22023", "\(error)")
                    found = nil
                }
                #expect(found == expected, "BANGBAN_SEED=\(seed): '\(expression)' after \(time) in \(zone.identifier)")
                guard let found else { return }
                accepted += 1
                time = found
            }
        }
        #expect(accepted > 0)
    }

    @Test("asked at any time before it, an expression's next time is the same")
    func steady() async throws {
        let client = try TestDatabase.current.client(role: "bangban_intake")
        // 23:30 does not exist on that day in Nuuk: it is half past midnight of the next.
        for after in ["2024-03-30T12:00:00-02:00", "2024-03-31T00:10:00-01:00"] {
            let next: Date = try await client.query(
                "SELECT queue.cron_next('30 23 * * *', 'America/Nuuk', \(after)::timestamptz)")[0].decode()
            #expect(next == Date(timeIntervalSince1970: 1_711_848_600), "\(next)")
        }
    }

    /// When a zone's clocks changed from 1985 to 2030.
    private static func changes(of name: String) throws -> [Date] {
        let zone = try #require(TimeZone(identifier: name))
        var changes: [Date] = []
        var time = Date(timeIntervalSince1970: 473_385_600)
        while let next = zone.nextDaylightSavingTimeTransition(after: time),
            next < Date(timeIntervalSince1970: 1_893_456_000)
        {
            changes.append(next)
            time = next
        }
        return changes
    }
}

extension SeededGenerator {
    /// Five fields, of which most are right.
    mutating func expression() -> String {
        let fields = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 7)].map { low, high in field(low, high) }
        guard once(in: 20) else { return fields.joined(separator: once(in: 10) ? " \t " : " ") }
        return ["", "* * * *", "* * * * * *", fields.joined(), "@daily"].randomElement(using: &self) ?? ""
    }

    private mutating func field(_ low: Int, _ high: Int) -> String {
        if once(in: 3) { return "*" }
        return (0..<Int.random(in: 1...3, using: &self)).map { _ in part(low, high) }.joined(separator: ",")
    }

    private mutating func part(_ low: Int, _ high: Int) -> String {
        if once(in: 80) {
            return ["", "x", "-1", "007", "1-2-3", "*/", "１", "mon-fri", "L", "*-5"].randomElement(using: &self) ?? ""
        }
        let edge = once(in: 60) ? 1 : 0
        let first = Int.random(in: (low - edge)...(high + edge), using: &self)
        let step = once(in: 4) ? "/\(Int.random(in: (1 - edge)...20, using: &self))" : ""
        switch Int.random(in: 0..<6, using: &self) {
        case 0: return "*" + step
        case 1...2: return "\(first)-\(Int.random(in: min(first, high)...high, using: &self))" + step
        default:
            let names = high == 12 ? ["jan", "FEB", "Oct"] : high == 7 ? ["sun", "Wed", "SAT"] : []
            return (once(in: 3) ? names.randomElement(using: &self) : nil) ?? "\(first)" + step
        }
    }
}
