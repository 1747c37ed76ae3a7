import Foundation
import Models
import Synchronization
import Testing

@testable import Operator

@Suite(.timeLimit(.minutes(5)))
struct ImportTests {
    /// Pauses of the sender are noted and not waited for.
    private final class Pauses: Sendable {
        let all = Mutex<[Duration]>([])
    }

    private func settings(_ url: String) throws -> OperatorSettings {
        try OperatorSettings(environmentFile: nil, environment: ["INTAKE_URL": url, "OPERATOR_TOKEN": "secret"])
    }

    private func run(
        _ intake: FakeIntake, _ rows: [String], chunkRows: Int = 10, pauses: Pauses = Pauses()
    ) async throws -> (result: ImportResult, rejects: String?) {
        let folder = try TemporaryFolder()
        let path = try folder.file("week.csv", Array(([hotlineHeader] + rows).joined(separator: "\n").utf8))
        return try await intake.serve { [self] url in
            let sender = HotlineSender(try ServiceClient(.intake, settings(url))) { pause in
                pauses.all.withLock { $0.append(pause) }
            }
            let file = try HotlineFile(path, chunkRows: chunkRows)
            let importer = HotlineImporter(
                sender: sender, parallel: 2, rejects: RejectFile("\(path).rejected.csv", header: file.header),
                progress: ImportProgress(bytes: file.size, isTerminal: false))
            let result = try await importer.run(file)
            return (
                result, try? String(contentsOf: folder.url.appending(path: "week.csv.rejected.csv"), encoding: .utf8)
            )
        }
    }

    @Test("every row arrives once, in several chunks, at most two on their way at a time, as the operator")
    func whole() async throws {
        let intake = FakeIntake()
        let outcome = try await run(intake, (0..<205).map { hotlineRow("id\($0)") })
        #expect(outcome.result.received == 205)
        #expect(outcome.result.added == 205)
        #expect(outcome.result.rejected == 0)
        #expect(outcome.rejects == nil)
        intake.state.withLock { state in
            #expect(state.ids.count == 205)
            #expect(state.requests == 21)
            #expect(state.mostRunning <= 2)
            #expect(state.tokens == ["Bearer secret"])
        }
    }

    @Test("bad rows go to the reject file by their line in the file, and the good ones go in")
    func rejected() async throws {
        let rows = (0..<30).map { hotlineRow($0 % 10 == 3 ? "bad\($0)" : "id\($0)") } + ["too,short"]
        let outcome = try await run(FakeIntake(), rows, chunkRows: 7)
        #expect(outcome.result.added == 27)
        #expect(outcome.result.rejected == 4)
        #expect(outcome.result.received == 31)
        let table = try CSVTable(Array(#require(outcome.rejects).utf8))
        #expect(table.rows.map { $0["line"] } == ["5", "15", "25", "32"])
        #expect(table.rows.map { $0["external_id"] } == ["bad3", "bad13", "bad23", ""])
    }

    @Test("a second import adds nothing")
    func again() async throws {
        let intake = FakeIntake()
        let rows = (0..<25).map { hotlineRow("id\($0)") }
        _ = try await run(intake, rows)
        let second = try await run(intake, rows)
        #expect(second.result.added == 0)
        #expect(second.result.duplicates == 25)
    }

    @Test("a chunk is sent again after 503, 429 and an answer that was lost, without a second case")
    func retried() async throws {
        let intake = FakeIntake([.status(503), .takeAndFail, .status(429, retryAfter: 7)])
        let pauses = Pauses()
        let outcome = try await run(intake, (0..<40).map { hotlineRow("id\($0)") }, chunkRows: 40, pauses: pauses)
        #expect(intake.state.withLock { $0.ids.count } == 40)
        #expect(outcome.result.added + outcome.result.duplicates == 40)
        let waited = pauses.all.withLock { $0 }
        #expect(waited.count >= 2)
        #expect(waited.allSatisfy { $0 > .zero && $0 < .seconds(60) })
    }

    @Test("after a first success it tries eight times, waiting longer each time, and then says how to go on")
    func givesUp() async throws {
        let intake = FakeIntake()
        let pauses = Pauses()
        let rows = (0..<20).map { hotlineRow("id\($0)") }
        let folder = try TemporaryFolder()
        let path = try folder.file("week.csv", Array(([hotlineHeader] + rows).joined(separator: "\n").utf8))
        let error = try await intake.serve { [self] url -> OperatorError? in
            let sender = HotlineSender(try ServiceClient(.intake, settings(url))) { pause in
                pauses.all.withLock { $0.append(pause) }
            }
            var file = try HotlineFile(path, chunkRows: 10)
            let first = try #require(try file.next())
            let second = try #require(try file.next())
            _ = try await sender.send(first)
            intake.state.withLock { $0.obstacles = Array(repeating: .status(503), count: 50) }
            do {
                _ = try await sender.send(second)
                return nil
            } catch { return error as? OperatorError }
        }
        #expect(error?.status == .temporary)
        #expect(error?.description.contains("run the same command again") == true)
        let waited = pauses.all.withLock { $0 }
        #expect(waited.count == 7)
        #expect(try #require(waited.last) > #require(waited.first))
    }

    @Test(
        "a wrong token, or a refusal of the whole chunk, ends the import at once",
        arguments: [(401, OperatorStatus.configuration), (413, .badData), (422, .badData)])
    func refused(status: Int, expected: OperatorStatus) async throws {
        let intake = FakeIntake([.status(status), .status(status), .status(status)])
        let error = await #expect(throws: ServiceRefusal.self) { try await run(intake, [hotlineRow("a")]) }
        #expect(error?.exitStatus == expected)
        #expect(intake.state.withLock { $0.requests } == 1)
    }

    @Test("an address where nobody listens is unavailable after four attempts")
    func nobody() async throws {
        let pauses = Pauses()
        let folder = try TemporaryFolder()
        let path = try folder.file("week.csv", Array("\(hotlineHeader)\n\(hotlineRow("a"))\n".utf8))
        let sender = HotlineSender(try ServiceClient(.intake, settings("http://127.0.0.1:1"))) { pause in
            pauses.all.withLock { $0.append(pause) }
        }
        var file = try HotlineFile(path, chunkRows: 10)
        let chunk = try #require(try file.next())
        let error = await #expect(throws: (any Error).self) { try await sender.send(chunk) }
        #expect(error.map { Ending($0).status } == .unavailable)
        #expect(pauses.all.withLock { $0.count } == 3)
    }

    @Test(
        "chunks that come back out of order are settled in the file's order, and no more than twice as many are held as may run"
    )
    func window() {
        var window = ChunkWindow()
        #expect(window.mayStart(2))
        let first = window.start(HotlineChunk(firstLine: 1))
        let second = window.start(HotlineChunk(firstLine: 2))
        #expect(!window.mayStart(2))
        #expect(window.finish(second, ChunkReport()).isEmpty)
        #expect(window.mayStart(2))
        let third = window.start(HotlineChunk(firstLine: 3))
        #expect(window.finish(third, ChunkReport()).isEmpty)
        let fourth = window.start(HotlineChunk(firstLine: 4))
        #expect(window.finish(fourth, ChunkReport()).isEmpty)
        #expect(!window.mayStart(2))
        #expect(window.finish(first, ChunkReport()).map(\.0.firstLine) == [1, 2, 3, 4])
        #expect(window.mayStart(2))
    }
}
