import Documents
import Foundation
import Models

/// How the report writes numbers: the same in Chinese and English.
enum ReportNumber {
    static let dash = "—"

    /// `71,184`.
    static func grouped(_ count: Int) -> String { ChartNumber.grouped(Double(count)) }

    /// `+172`, `−172`, `0`: with a true minus sign.
    static func signed(_ count: Int) -> String {
        count == 0 ? "0" : (count > 0 ? "+" : "−") + grouped(abs(count))
    }

    /// `47.09%`; a dash where there is nothing.
    static func percent(_ value: Double?) -> String {
        guard let value else { return dash }
        let hundredths = Int((value.magnitude * 100).rounded())
        let fraction = hundredths % 100
        return (value < 0 && hundredths > 0 ? "−" : "") + grouped(hundredths / 100) + "."
            + (fraction < 10 ? "0\(fraction)" : String(fraction)) + "%"
    }

    /// `+0.24%`, `−0.24%`; a dash where there is nothing.
    static func change(_ value: Double?) -> String {
        guard let value else { return dash }
        return value > 0 ? "+" + percent(value) : percent(value)
    }

    /// `2024-07-15 00:00`.
    static func moment(_ moment: Date, in zone: TimeZone) -> String {
        let local = LocalDateTime(moment, in: zone)
        let minutes = TimeOfDay(secondsSinceMidnight: local.time.seconds / 60 * 60)
        return "\(local.date) \(minutes)"
    }
}
