import Foundation
import JobQueue
import Logging
import Metrics
import Models
import Postgres

/// Finds a helper for a case, and tells Intake and both people.
///
/// Idempotent: a case has one assignment at most, by a unique constraint; the effect and the receipt commit together.
struct MatchHelperHandler: MessageHandler {
    let queue: JobQueue
    let helpers: HelperStore
    let assignments: AssignmentStore

    func handle(_ job: MatchHelper, _ context: MessageContext) async throws {
        try await context.commit { transaction in
            try await assignments.serialise(in: transaction)
            guard try await !assignments.exists(for: job.caseID, in: transaction) else { return }
            let candidates = try await helpers.candidates(skill: job.skill, in: transaction)
            let now = try await assignments.now(in: transaction)
            guard let match = HelperMatch.best(of: candidates, for: job.regionCode) else {
                return try await tellNobodyFits(job, candidates: candidates.count, at: now, transaction)
            }
            let assignment = Assignment(job: job, match: match, at: now)
            try await assignments.insert(assignment, in: transaction)
            try await tell(job, assignment, match, transaction)
        }
    }

    private func tellNobodyFits(
        _ job: MatchHelper, candidates: Int, at now: Date, _ transaction: Transaction
    ) async throws {
        let reason =
            candidates == 0
            ? "no helper is registered for \(job.skill.rawValue)"
            : "none of \(candidates) helpers for \(job.skill.rawValue) is near enough and has room"
        try await queue.enqueue(
            HelperUnavailable(
                caseID: job.caseID, skill: job.skill, regionCode: job.regionCode, reason: reason, at: now),
            in: transaction)
    }

    private func tell(
        _ job: MatchHelper, _ assignment: Assignment, _ match: HelperMatch, _ transaction: Transaction
    ) async throws {
        let helper = try await helpers.contact(of: assignment.helperID, in: transaction)
        try await queue.enqueue(
            HelperAssigned(
                caseID: job.caseID, assignmentID: assignment.id, helperName: match.candidate.maskedName,
                skill: job.skill, regionCode: match.candidate.regionCode, reasons: match.reasons,
                at: assignment.assignedAt),
            in: transaction)
        for (template, recipient) in [
            ("helper-assigned-requester", job.requester), ("helper-assigned-helper", helper),
        ] {
            let values = [
                "case_number": job.caseNumber, "summary": job.summary, "region": job.regionCode,
                "skill": job.skill.name(in: recipient.language), "helper_name": helper.maskedName,
                "requester_name": job.requester.maskedName,
            ]
            try await queue.enqueue(
                SendNotification(
                    deduplicationKey: "assignment/\(assignment.id)", template: template, recipient: recipient,
                    values: values, caseID: job.caseID),
                in: transaction)
        }
    }
}
