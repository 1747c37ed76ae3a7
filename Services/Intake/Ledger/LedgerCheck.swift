import Models

/// Recomputes one case's chain: pure.
struct LedgerCheck {
    let record: CaseRecord
    private(set) var problems: [LedgerProblem] = []
    private var head = LedgerChain.origin
    private var seq = 0
    private var state: CaseState?

    /// What is wrong with `entries`, in order of `seq`, as the ledger of `record`.
    static func problems(_ record: CaseRecord, _ entries: [LedgerEntry]) -> [LedgerProblem] {
        var check = LedgerCheck(record: record)
        for entry in entries { check.take(entry) }
        check.finish(entries)
        return check.problems
    }

    private init(record: CaseRecord) { self.record = record }

    // MARK: - Private

    private mutating func take(_ entry: LedgerEntry) {
        if entry.seq > record.chain.count {
            note(.inserted, entry.seq, "the case's row knows \(record.chain.count) entries")
        } else if entry.seq != seq + 1 {
            note(.missing, seq + 1, "the next entry there is has number \(entry.seq)")
        } else if entry.previousHash != head {
            note(.unlinked, entry.seq, "the entry does not carry the hash of the one before")
        }
        if entry.computedHash() != entry.hash { note(.changed, entry.seq, "the content does not fit the hash") }
        head = entry.hash
        seq = entry.seq
        if let to = entry.to { state = to }
    }

    private mutating func finish(_ entries: [LedgerEntry]) {
        if seq < record.chain.count {
            note(.truncated, seq + 1, "the case's row knows \(record.chain.count) entries")
        } else if seq == record.chain.count, head != record.chain.head {
            note(.changed, seq, "the last entry is not the one that the case's row knows")
        }
        if let state, state != record.state {
            note(.stateDiffers, nil, "the entries lead to \(state.rawValue), the row says \(record.state.rawValue)")
        }
        if let first = entries.first, first.seq == 1,
            !first.payload.contains("\"words_sha256\":\"\(record.wordsDigest)\"")
        {
            note(.wordsChanged, 1, "summary or content differ from what was submitted")
        }
    }

    private mutating func note(_ kind: LedgerProblem.Kind, _ seq: Int?, _ detail: String) {
        problems.append(
            LedgerProblem(caseID: record.id, caseNumber: record.number, seq: seq, kind: kind, detail: detail))
    }
}
