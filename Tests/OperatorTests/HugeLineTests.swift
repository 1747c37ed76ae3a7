import Foundation
import Synchronization
import TestKit
import Testing

@Suite("A file with a line of 100 MB", .timeLimit(.minutes(5)))
struct HugeLineTests {
    @Test("the line is rejected by its number in a short reject file, and the rows around it go in")
    func hugeLine() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("week.csv", Array("\(hotlineHeader)\n\(hotlineRow("first"))\n".utf8))
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.seekToEnd()
        let megabyte = Data(repeating: UInt8(ascii: "x"), count: 1 << 20)
        for _ in 0..<100 { try handle.write(contentsOf: megabyte) }
        try handle.write(contentsOf: Data("\n\(hotlineRow("last"))\n".utf8))
        try handle.close()
        let intake = FakeIntake()
        let outcome = try await intake.serve { url in
            try await ServiceProcess.run(
                "bangban", ["import", "hotline", path],
                environment: ["INTAKE_URL": url, "OPERATOR_TOKEN": "secret"], within: .seconds(180))
        }
        #expect(outcome.status == 65)
        #expect(intake.state.withLock { $0.ids } == ["first", "last"])
        #expect(outcome.errors.split(separator: "\n").last?.contains("1 rows were rejected") == true)
        let rejects = try Data(contentsOf: URL(fileURLWithPath: "\(path).rejected.csv"))
        #expect(rejects.count < 1 << 20)
        let lines = String(decoding: rejects, as: UTF8.self).split(whereSeparator: \.isNewline)
        #expect(lines.count == 2)
        #expect(lines.last?.hasPrefix("3,") == true && lines.last?.contains("a field is longer than") == true)
    }
}
