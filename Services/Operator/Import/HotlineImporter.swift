/// Brings a file in: a few chunks on their way at a time, their results in the order of the file.
struct HotlineImporter {
    private let sender: HotlineSender
    private let parallel: Int
    private var rejects: RejectFile
    private var progress: ImportProgress
    private var result = ImportResult()

    init(sender: HotlineSender, parallel: Int, rejects: RejectFile, progress: ImportProgress) {
        self.sender = sender
        self.parallel = parallel
        self.rejects = rejects
        self.progress = progress
    }

    /// Sends everything; throws at the first error that another attempt would not mend, with the good chunks before it taken.
    func run(_ file: HotlineFile) async throws -> ImportResult {
        var importer = self
        do {
            return try await importer.work(file)
        } catch {
            importer.progress.finish()
            try? importer.rejects.close()
            throw error
        }
    }

    // MARK: - Private

    private mutating func work(_ file: HotlineFile) async throws -> ImportResult {
        rejects.removeOld()
        var file = file
        var window = ChunkWindow()
        try await withThrowingTaskGroup(of: (Int, ChunkReport).self) { group in
            while true {
                while window.mayStart(parallel), let chunk = try file.next() {
                    let number = window.start(chunk)
                    group.addTask { [sender] in (number, try await sender.send(chunk)) }
                }
                guard let (number, report) = try await group.next() else { break }
                for (chunk, report) in window.finish(number, report) { try settle(chunk, report) }
            }
        }
        progress.finish()
        try rejects.close()
        result.seconds = progress.seconds()
        return result
    }

    private mutating func settle(_ chunk: HotlineChunk, _ report: ChunkReport) throws {
        result.received += chunk.rows.count + chunk.broken.count
        result.added += report.added
        result.duplicates += report.duplicates
        result.rejected += try rejects.add(report.rejected, of: chunk)
        progress.show(rows: result.received, bytes: chunk.end)
    }
}
