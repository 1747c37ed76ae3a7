import Metrics

/// What Reporting counts.
enum ReportingMetrics {
    static func froze() {
        Counter(label: "reporting_weeks_frozen_total").increment()
    }

    /// Subscribers whose last summary was not there by Monday 09:00: the alarm.
    static func missing(_ count: Int) {
        Gauge(label: "reporting_weekly_summaries_missing").record(count)
    }

    /// `outcome`: requested, delivered, failed.
    static func summaries(_ outcome: String, _ count: Int) {
        Counter(label: "reporting_weekly_summaries_total", dimensions: [("outcome", outcome)]).increment(by: count)
    }
}
