import JobQueue
import Models

extension EnqueueOptions {
    /// Of jobs about a case's helper, which are done in their order: nobody is freed before somebody was found.
    static func ofHelp(for caseID: CaseID) -> EnqueueOptions { EnqueueOptions(orderingKey: "case \(caseID)") }
}
