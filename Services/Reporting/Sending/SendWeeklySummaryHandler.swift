import JobQueue
import Logging
import Models
import Postgres
import ServiceKit

/// Freezes a week and requests its deliveries. Idempotent: a week is frozen once, a recipient is written to once.
struct SendWeeklySummaryHandler: MessageHandler {
    let summaries: WeeklySummaries
    let mailing: WeeklyMailing
    let sealing: Sealing
    let searchHash: SearchHash

    func handle(_ job: SendWeeklySummary, _ context: MessageContext) async throws {
        let week = try await week(of: job, context)
        let frozen = try await freeze(week)
        let recipients = try await recipients(of: job)
        let outcomes = try await context.commit { transaction in
            try await mailing.send(frozen, to: recipients, language: job.language, in: transaction)
        }
        context.logger.info(
            "weekly summary requested",
            metadata: [
                "week": "\(week)", "recipients": "\(outcomes.count)", "new": "\(outcomes.count { $0.isNew })",
            ])
    }

    // MARK: - Private

    /// The week before the time the job was scheduled for, however late it runs.
    private func week(of job: SendWeeklySummary, _ context: MessageContext) async throws -> ISOWeek {
        guard let text = job.week else { return try await summaries.lastEndedWeek(before: context.scheduledFor) }
        do {
            return try ISOWeek(text)
        } catch {
            throw PermanentFailure("\(error)")
        }
    }

    private func freeze(_ week: ISOWeek) async throws -> FrozenWeek {
        do {
            return try await summaries.freeze(week)
        } catch let problem as Problem {
            throw PermanentFailure(problem.detail ?? problem.title)
        }
    }

    private func recipients(of job: SendWeeklySummary) async throws -> [Recipient] {
        guard let contact = job.recipient else { return try await SubscriberStore.recipients(summaries.client) }
        guard let recipient = try Recipient(contact, sealing: sealing, searchHash: searchHash) else {
            throw PermanentFailure("the recipient has no e-mail address")
        }
        return [recipient]
    }
}
