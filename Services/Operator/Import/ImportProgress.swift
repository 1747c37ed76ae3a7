/// How far an import is: a bar on a terminal, a line every few seconds elsewhere.
struct ImportProgress {
    private let bytes: Int?
    private let isTerminal: Bool
    private let start: ContinuousClock.Instant
    private var last: ContinuousClock.Instant
    private var isDrawn = false

    init(bytes: Int?, isTerminal: Bool = Console.hasTerminal, now: ContinuousClock.Instant = .now) {
        self.bytes = bytes
        self.isTerminal = isTerminal
        start = now
        last = now
    }

    /// Seconds since the beginning.
    func seconds(now: ContinuousClock.Instant = .now) -> Double { (now - start).inSeconds }

    /// Shows that so many rows and bytes are done, not more often than people can read.
    mutating func show(rows: Int, bytes done: Int, now: ContinuousClock.Instant = .now) {
        guard now - last >= (isTerminal ? .milliseconds(100) : .seconds(5)) else { return }
        last = now
        let text = text(rows: rows, bytes: done, seconds: seconds(now: now))
        if isTerminal {
            Console.draw("\r\(text)\u{1B}[K")
            isDrawn = true
        } else {
            Console.complain("import: \(text)")
        }
    }

    /// Takes the bar away.
    mutating func finish() {
        if isDrawn { Console.draw("\r\u{1B}[K") }
        isDrawn = false
    }

    /// `[######··············]  30 %  8.1/27.0 MB  23,400 rows/s  0:12 left`; without the file's length only what is done.
    func text(rows: Int, bytes done: Int, seconds: Double) -> String {
        let rate = "\(Figure.count(seconds > 0 ? Int(Double(rows) / seconds) : 0)) rows/s"
        guard let bytes, bytes > 0 else {
            return "\(Figure.megabytes(done)) MB  \(Figure.count(rows)) rows  \(rate)"
        }
        let share = min(1, Double(done) / Double(bytes))
        let filled = Int(share * 20)
        let bar =
            isTerminal
            ? "[" + String(repeating: "#", count: filled) + String(repeating: "·", count: 20 - filled) + "] " : ""
        let left = share > 0 ? seconds / share - seconds : 0
        return "\(bar)\(Int(share * 100)) %  \(Figure.megabytes(done))/\(Figure.megabytes(bytes)) MB  \(rate)  "
            + "\(Figure.clock(left)) left"
    }
}
