/// How far a verification is: a line that is drawn over on a terminal, one every few seconds elsewhere.
struct LedgerProgress {
    private let isTerminal = Console.hasTerminal
    private var total: Int?
    private var last = ContinuousClock.now
    private var isDrawn = false

    /// Shows that so many cases are verified; the first page says of how many.
    mutating func show(cases: Int, of total: Int?) {
        self.total = total ?? self.total
        guard ContinuousClock.now - last >= (isTerminal ? .milliseconds(100) : .seconds(5)) else { return }
        last = .now
        let of = self.total.map { " of \(Figure.count($0))" } ?? ""
        let text = "\(Figure.count(cases))\(of) cases"
        if isTerminal {
            Console.draw("\r\(text)\u{1B}[K")
            isDrawn = true
        } else {
            Console.complain("ledger: \(text)")
        }
    }

    /// Takes the line away.
    mutating func finish() {
        if isDrawn { Console.draw("\r\u{1B}[K") }
        isDrawn = false
    }
}
