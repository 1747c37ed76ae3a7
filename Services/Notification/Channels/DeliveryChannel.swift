/// A way to hand a notice over. It never throws for a failed delivery: that is a report.
protocol DeliveryChannel: Sendable {
    /// What carries it: `smtp`, `sms-gateway` or `log`.
    var carrier: String { get }

    /// The identity under which the notice is handed over: the same at every attempt.
    func messageID(_ notification: NotificationID) -> String

    /// Hands a notice over, once. Throws `CancellationError` only.
    func send(_ letter: Letter) async throws -> DeliveryReport
}
