internal import Foundation

/// A moment for a log line, to the millisecond.
struct LogTime {
    var seconds: Int
    var milliseconds: Int

    /// The wall clock's time.
    static func now() -> LogTime {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return LogTime(seconds: now.tv_sec, milliseconds: now.tv_nsec / 1_000_000)
    }

    /// RFC 3339 in UTC: `2026-09-18T09:30:00.000Z`.
    var text: String {
        var parts = tm()
        var seconds = time_t(self.seconds)
        gmtime_r(&seconds, &parts)
        let date = "\(parts.tm_year + 1900)-\(two(Int(parts.tm_mon) + 1))-\(two(Int(parts.tm_mday)))"
        let time = "\(two(Int(parts.tm_hour))):\(two(Int(parts.tm_min))):\(two(Int(parts.tm_sec)))"
        let fraction =
            milliseconds < 10 ? "00\(milliseconds)" : milliseconds < 100 ? "0\(milliseconds)" : "\(milliseconds)"
        return "\(date)T\(time).\(fraction)Z"
    }

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
