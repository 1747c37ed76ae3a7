import Metrics

/// What Reporting counts.
enum ReportingMetrics {
    static func froze() {
        Counter(label: "reporting_weeks_frozen_total").increment()
    }

    /// `outcome`: requested, delivered, failed.
    static func summaries(_ outcome: String, _ count: Int) {
        Counter(label: "reporting_weekly_summaries_total", dimensions: [("outcome", outcome)]).increment(by: count)
    }
}
