import Foundation
import Models
import Outbound
import Tracing

/// E-mail by SMTP.
struct EmailChannel: DeliveryChannel {
    let carrier = "smtp"
    private let client: SMTPClient
    private let from: Mailbox
    private let timeZone: TimeZone

    init(client: SMTPClient, from: Mailbox, timeZone: TimeZone) {
        self.client = client
        self.from = from
        self.timeZone = timeZone
    }

    func messageID(_ notification: NotificationID) -> String {
        let domain = from.address.split(separator: "@").last.map(String.init) ?? "localhost"
        return "<\(notification).email@\(domain)>"
    }

    func send(_ letter: Letter) async throws -> DeliveryReport {
        try await withSpan("send mail", ofKind: .client) { span in
            span.attributes["server.address"] = client.host
            let report = try await hand(letter)
            span.note(report, by: carrier)
            return report
        }
    }

    // MARK: - Private

    private func hand(_ letter: Letter) async throws -> DeliveryReport {
        do {
            let receipt = try await client.send(mail(letter))
            return DeliveryReport(
                outcome: .delivered, code: receipt.reply.code, enhancedCode: receipt.reply.enhanced?.description,
                text: mask(receipt.reply.text, letter), duration: receipt.duration)
        } catch let error as MailError {
            return DeliveryReport(outcome: .permanent, text: "\(error)")
        } catch let error as SMTPError {
            return report(error, letter)
        }
    }

    private func mail(_ letter: Letter) -> Mail {
        Mail(
            from: from, to: Mailbox(name: letter.name, address: letter.address), subject: letter.text.subject,
            messageID: messageID(letter.notification), date: letter.writtenAt, timeZone: timeZone,
            headers: ["Content-Language": letter.language.rawValue], text: letter.text.body, html: letter.text.html,
            inlineImages: letter.inlineImages, attachments: letter.attachments)
    }

    /// A refusal that is about us (a failed login, a greeting) may be mended by an operator and is tried again; so is what
    /// nobody knows, under the same Message-ID.
    private func report(_ error: SMTPError, _ letter: Letter) -> DeliveryReport {
        let outcome: AttemptOutcome =
            switch error.kind {
            case .temporary: .temporary
            case .permanent: error.concernsMail ? .permanent : .temporary
            case .connection: .connection
            case .unknownAfterData: .unknown
            }
        return DeliveryReport(
            outcome: outcome, code: error.reply?.code, enhancedCode: error.reply?.enhanced?.description,
            text: mask(error.reply?.text ?? error.cause ?? "", letter), duration: error.duration,
            condemnsAddress: error.condemnsAddress)
    }

    /// Servers like to repeat the address; it does not belong into records.
    private func mask(_ text: String, _ letter: Letter) -> String {
        ServerText.mask(text, address: letter.address, with: Masking.email(letter.address))
    }
}
