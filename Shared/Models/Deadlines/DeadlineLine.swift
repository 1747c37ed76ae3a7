/// One line of an explanation, in words: the day, what happens, and why.
public struct DeadlineLine: Hashable, Codable, Sendable {
    /// The day with its weekday: `2026-09-20 周日`, `2026-09-20 Sun`.
    public var date: String
    /// What happens: `第1个工作日`, `working day 1`.
    public var what: String
    /// Why: `调休上班（国庆节）`, `make-up working day (国庆节)`.
    public var why: String

    /// Assembles a line.
    public init(date: String, what: String, why: String) {
        self.date = date
        self.what = what
        self.why = why
    }
}

extension DeadlineLine: CustomStringConvertible {
    /// The line as printed.
    public var description: String { why.isEmpty ? "\(date)  \(what)" : "\(date)  \(what) – \(why)" }
}
