/// Chunks on their way, and those that are back before an earlier one. Bounded: a chunk that waits for Intake holds the file up.
struct ChunkWindow {
    private var started = 0
    private var settled = 0
    private var chunks: [Int: HotlineChunk] = [:]
    private var reports: [Int: ChunkReport] = [:]

    /// Whether another chunk may go.
    func mayStart(_ parallel: Int) -> Bool {
        chunks.count - reports.count < parallel && started - settled < parallel * 2
    }

    /// Notes a chunk as on its way; its number.
    mutating func start(_ chunk: HotlineChunk) -> Int {
        defer { started += 1 }
        chunks[started] = chunk
        return started
    }

    /// Notes a report, and gives the chunks whose turn it is.
    mutating func finish(_ number: Int, _ report: ChunkReport) -> [(HotlineChunk, ChunkReport)] {
        reports[number] = report
        var ready: [(HotlineChunk, ChunkReport)] = []
        while let report = reports[settled], let chunk = chunks[settled] {
            ready.append((chunk, report))
            reports[settled] = nil
            chunks[settled] = nil
            settled += 1
        }
        return ready
    }
}
