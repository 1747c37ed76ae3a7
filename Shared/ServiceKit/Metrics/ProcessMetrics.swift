internal import Foundation

/// The process's own figures, as the Prometheus client libraries name them; read from /proc when asked.
enum ProcessMetrics {
    static let startTime = Date().timeIntervalSince1970

    static var exposition: String {
        var text = "# TYPE process_start_time_seconds gauge\n"
        text += "process_start_time_seconds \(MetricText.number(startTime))\n"
        if let fields = statusFields() {
            let ticks = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
            text += "# TYPE process_cpu_seconds_total counter\n"
            text += "process_cpu_seconds_total \(MetricText.number((fields.user + fields.system) / ticks))\n"
            text += "# TYPE process_resident_memory_bytes gauge\n"
            text +=
                "process_resident_memory_bytes \(MetricText.number(fields.pages * Double(sysconf(Int32(_SC_PAGESIZE)))))\n"
            text += "# TYPE process_threads gauge\nprocess_threads \(MetricText.number(fields.threads))\n"
        }
        if let files = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            text += "# TYPE process_open_fds gauge\nprocess_open_fds \(files.count)\n"
        }
        return text
    }

    /// Fields of /proc/self/stat by proc(5), counted after the parenthesised name, which may contain blanks.
    private static func statusFields() -> (user: Double, system: Double, threads: Double, pages: Double)? {
        guard let text = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ").map { Double($0) ?? 0 }
        guard fields.count > 21 else { return nil }
        return (fields[11], fields[12], fields[17], fields[21])
    }
}
