import Foundation
import JobQueue
import Logging
import Models
import Postgres

/// Hands one notification over: writes the attempt down, sends, settles.
///
/// Sending is at least once, made honest: an attempt that was cut off is `unknown` and the next goes out under the same
/// Message-ID. What it came to is written, and told by an event, in the transaction that finishes the job: once.
struct DeliverNotificationHandler: MessageHandler {
    let store: NotificationStore
    let suppressions: SuppressionStore
    let writer: LetterWriter
    let channels: [NotificationChannel: any DeliveryChannel]
    let events: OutcomeEvents
    let policy: DeliveryPolicy

    var retryPolicy: RetryPolicy { policy.retries }

    func handle(_ job: DeliverNotification, _ context: MessageContext) async throws {
        guard let record = try await store.find(job.notificationID), record.status.mayBeSent else { return }
        guard let channel = channels[record.channel] else { throw PermanentFailure("there is no such channel") }
        if let reason = try await suppressions.reason(record.recipientHash, record.channel) {
            return try await suppress(record, reason, context)
        }
        let dispatch = try await store.begin(record.id) { _ in (channel.carrier, channel.messageID(record.id)) }
        guard let dispatch else { return }
        let report = try await send(dispatch, by: channel)
        DeliveryMetrics.count(report, on: record.channel)
        try await settle(dispatch, report, context)
    }

    // MARK: - Private

    private func send(_ dispatch: Dispatch, by channel: any DeliveryChannel) async throws -> DeliveryReport {
        do {
            return try await channel.send(try await writer.letter(for: dispatch))
        } catch let error as LetterError {
            return DeliveryReport(outcome: .technical, text: error.description)
        }
    }

    private func settle(_ dispatch: Dispatch, _ report: DeliveryReport, _ context: MessageContext) async throws {
        switch report.outcome {
        case .delivered: try await delivered(dispatch, report, context)
        case .permanent: try await refused(dispatch, report, context)
        case .technical: try await giveUp(dispatch, report, as: .technicalFailure)
        case .temporary, .connection, .unknown, .sending:
            let isLast = context.attempt >= context.maxAttempts || dispatch.age >= policy.lifetime
            if isLast { try await giveUp(dispatch, report, as: .temporaryFailure) }
            try await store.note(report, of: dispatch)
            throw DeliveryDelayed(report: report)
        }
    }

    private func delivered(_ dispatch: Dispatch, _ report: DeliveryReport, _ context: MessageContext) async throws {
        try await context.commit { transaction in
            let at = try await store.settle(dispatch, report, as: .delivered, in: transaction)
            if let at { try await events.delivered(dispatch.record, at: at, in: transaction) }
        }
        context.logger.info("notification delivered", metadata: dispatch.record.metadata)
    }

    private func refused(_ dispatch: Dispatch, _ report: DeliveryReport, _ context: MessageContext) async throws {
        let record = dispatch.record
        try await context.commit { transaction in
            let at = try await store.settle(dispatch, report, as: .permanentFailure, in: transaction)
            guard let at else { return }
            if report.condemnsAddress {
                try await suppressions.suppress(record, reason: report.summary, in: transaction)
            }
            try await events.failed(record, reason: report.summary, at: at, in: transaction)
        }
        context.logger.warning("notification refused", metadata: record.metadata)
    }

    private func suppress(_ record: NotificationRecord, _ reason: String, _ context: MessageContext) async throws {
        let reason = "suppressed: \(reason)"
        try await context.commit { transaction in
            let at = try await store.settle(record.id, as: .suppressed, reason: reason, in: transaction)
            if let at { try await events.failed(record, reason: reason, at: at, in: transaction) }
        }
    }

    /// Settles as failed and puts the job into the dead store, where an operator can mend the cause and retry it.
    private func giveUp(_ dispatch: Dispatch, _ report: DeliveryReport, as status: NotificationStatus) async throws {
        try await store.client.withTransaction { transaction in
            let at = try await store.settle(dispatch, report, as: status, in: transaction)
            if let at { try await events.failed(dispatch.record, reason: report.summary, at: at, in: transaction) }
        }
        throw PermanentFailure("\(status.rawValue): \(report.summary)")
    }
}

/// The carrier did not take it this time; the queue tries again later.
struct DeliveryDelayed: Error, CustomStringConvertible {
    let report: DeliveryReport

    var description: String { "\(report.outcome.rawValue): \(report.summary)" }
}

extension NotificationRecord {
    /// What a log line may tell of it.
    var metadata: Logger.Metadata {
        [
            "notification.id": "\(id)", "notification.template": "\(template)", "notification.channel": "\(channel)",
            "notification.to": "\(maskedRecipient)",
        ]
    }
}
