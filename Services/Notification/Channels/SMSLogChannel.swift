import Logging
import Models

/// Writes text messages to the log, where no gateway is configured: for trying things out. Numbers are masked.
struct SMSLogChannel: DeliveryChannel {
    let carrier = "log"
    private let signature: String
    private let logger: Logger

    init(signature: String, logger: Logger) {
        self.signature = signature
        self.logger = logger
    }

    func messageID(_ notification: NotificationID) -> String { "\(notification).sms" }

    func send(_ letter: Letter) async throws -> DeliveryReport {
        let text = SMSText(letter.text.body, signature: signature)
        guard text.length.isWithinLimit else { return text.refusal }
        logger.info(
            "text message",
            metadata: [
                "notification.id": "\(letter.notification)", "sms.to": "\(Masking.phone(letter.address))",
                "sms.segments": "\(text.length.segments)", "sms.text": "\(text.text)",
            ])
        return DeliveryReport(outcome: .delivered, text: "\(text.length.segments) segments")
    }
}
