import Configuration
import Foundation
import JobQueue
import Models
import Outbound
import ServiceKit

/// The settings of Notification, besides those of every service.
struct NotificationSettings: Sendable {
    let smtp: SMTPConfiguration
    let from: Mailbox
    let gatewayURL: URL?
    let gatewayToken: String?
    let signature: String
    let policy: DeliveryPolicy
    let concurrency: Int

    init(_ config: ConfigReader) throws {
        from = try config.value(Keys.from)
        smtp = try Self.smtp(config)
        gatewayURL = try config.optional(Keys.gateway)
        gatewayToken = try config.optional(Keys.gatewayToken)
        signature = try config.value(Keys.signature)
        concurrency = try config.value(Keys.concurrency)
        policy = try Self.policy(config)
    }

    /// What `--help` says of them.
    static let descriptions = [
        Keys.smtp.description, Keys.security.description, Keys.authorities.description, Keys.timeout.description,
        Keys.from.description, Keys.gateway.description, Keys.gatewayToken.description, Keys.signature.description,
        Keys.attempts.description, Keys.base.description, Keys.limit.description, Keys.lifetime.description,
        Keys.concurrency.description,
    ]

    // MARK: - Private

    private static func smtp(_ config: ConfigReader) throws -> SMTPConfiguration {
        let url = try config.value(Keys.smtp)
        do {
            var smtp = try SMTPConfiguration(url: url, security: try config.value(Keys.security))
            smtp.authorityFile = try config.optional(Keys.authorities)
            smtp.timeout = try config.value(Keys.timeout)
            smtp.connections = try config.value(Keys.concurrency)
            return smtp
        } catch let error as SMTPConfigurationError {
            throw ConfigurationError(
                key: Keys.smtp.environmentName, reason: "its value \(error.reason)", expected: error.expected)
        }
    }

    private static func policy(_ config: ConfigReader) throws -> DeliveryPolicy {
        let base = try config.value(Keys.base)
        let limit = max(base, try config.value(Keys.limit))
        return DeliveryPolicy(
            retries: RetryPolicy(maxAttempts: try config.value(Keys.attempts), base: base, limit: limit),
            lifetime: try config.value(Keys.lifetime))
    }

    private enum Keys {
        static let smtp = Setting(
            required: "smtp.url", .text, about: "The mail server: smtp://[user:password@]host[:port] or smtps://….",
            isSecret: true)
        static let security = Setting(
            "smtp.tls", .choice, default: SMTPTransportSecurity.starttls,
            about: "STARTTLS on smtp://: none, starttls (where offered; required with a login) or required.")
        static let authorities = Setting(
            optional: "smtp.ca.file", .text, about: "A PEM file of authorities to trust in place of the system's.")
        static let timeout = Setting(
            "smtp.timeout", .duration(in: .seconds(1) ... .seconds(900)), default: .seconds(120),
            about: "The time for a whole mail.")
        static let from = Setting(
            required: "mail.from", .mailbox, about: "Who writes the mails: name <address> or an address.")
        static let gateway = Setting(
            optional: "sms.gateway.url", .url(), about: "The text-message gateway; without it messages go to the log.")
        static let gatewayToken = Setting(
            optional: "sms.gateway.token", .text, about: "The gateway's bearer token.", isSecret: true)
        static let signature = Setting(
            "sms.signature", .text, default: "帮办", about: "The signature 【…】 that carriers demand before each text.")
        static let attempts = Setting(
            "delivery.attempts", .integer(in: 1...1000), default: 48, about: "How often a notice is tried.")
        static let base = Setting(
            "delivery.retry.base", .duration(in: .milliseconds(10) ... .seconds(3600)), default: .seconds(30),
            about: "How long after the first failure it is tried again; then twice as late each time.")
        static let limit = Setting(
            "delivery.retry.limit", .duration(in: .milliseconds(10) ... .seconds(86_400)), default: .seconds(1800),
            about: "The longest wait between two attempts.")
        static let lifetime = Setting(
            "delivery.lifetime", .duration(in: .seconds(1) ... .seconds(30 * 86_400)), default: .seconds(72 * 3600),
            text: "72h", about: "How long a notice is tried at all.")
        static let concurrency = Setting(
            "delivery.concurrency", .integer(in: 1...64), default: 8, about: "How many notices are under way at once.")
    }
}

extension SettingParser where Value == Mailbox {
    /// `name <address>` or an address.
    fileprivate static var mailbox: Self {
        SettingParser("an address such as hall@example.org, or name <address>") { text throws(SettingRefusal) in
            let mailbox = Mailbox(parsing: text)
            do throws(FieldError) {
                _ = try EmailAddress(mailbox.address)
            } catch {
                throw SettingRefusal("has an address that \(error.reason)")
            }
            return mailbox
        }
    }
}
