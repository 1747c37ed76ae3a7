import Metrics
import Models

/// Figures of deliveries; dimensions are channel and outcome, never ids.
enum DeliveryMetrics {
    static func count(_ report: DeliveryReport, on channel: NotificationChannel) {
        let dimensions = [("channel", channel.rawValue), ("outcome", report.outcome.rawValue)]
        Counter(label: "notification_attempts_total", dimensions: dimensions).increment()
        Timer(label: "notification_attempt_seconds", dimensions: dimensions)
            .recordNanoseconds(Int64(report.duration / .nanoseconds(1)))
    }
}
