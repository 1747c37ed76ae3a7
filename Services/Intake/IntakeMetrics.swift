import Metrics

/// What Intake counts. Names are stable; dimensions are outcomes, never ids.
enum IntakeMetrics {
    static func submitted() {
        Counter(label: "intake_cases_submitted_total").increment()
    }

    static func moved(to state: CaseState) {
        Counter(label: "intake_case_moves_total", dimensions: [("to", state.rawValue)]).increment()
    }

    static func imported(_ report: ImportReport) {
        for (outcome, count) in [
            ("added", report.added), ("duplicate", report.duplicates), ("rejected", report.rejected.count),
        ] {
            Counter(label: "intake_import_rows_total", dimensions: [("outcome", outcome)]).increment(by: count)
        }
    }

    static func deadline(breached: Bool) {
        Counter(label: "intake_deadline_entries_total", dimensions: [("kind", breached ? "breached" : "warned")])
            .increment()
    }

    static func ledgerProblems(_ count: Int) {
        Counter(label: "intake_ledger_problems_total").increment(by: count)
    }
}
