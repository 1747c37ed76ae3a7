import ArgumentParser
import Foundation
import ServiceKit
import TestKit
import Testing

@Suite("deploy/systemd")
struct UnitFileTests {
    private static let analyzer = "/usr/bin/systemd-analyze"

    @Test("each service has a unit that starts it with its own settings and rights", arguments: Deployed.services)
    func content(_ service: ServiceDescription) throws {
        let lines = try Self.text(service).split(separator: "\n").map(String.init)
        for line in [
            "ExecStart=/usr/lib/bangban/\(service.name) serve", "EnvironmentFile=/etc/bangban/\(service.name).env",
            "DynamicUser=yes", "NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=",
            "RestartPreventExitStatus=\(ExitStatus.configuration.rawValue)",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
    }

    @Test(
        "systemd finds nothing wrong with the units",
        .enabled(if: FileManager.default.isExecutableFile(atPath: analyzer)), arguments: Deployed.services)
    func verify(_ service: ServiceDescription) throws {
        // systemd wants the executable to be there.
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let unit = folder.appending(path: "bangban-\(service.name).service")
        let text = try Self.text(service).replacing("/usr/lib/bangban/\(service.name)", with: "/bin/true")
        try Data(text.utf8).write(to: unit)
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: Self.analyzer)
        process.arguments = ["verify", "--man=no", unit.path]
        process.standardError = output
        try process.run()
        let told = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0 && told.isEmpty, "\(told)")
    }

    private static func text(_ service: ServiceDescription) throws -> String {
        let path = "deploy/systemd/bangban-\(service.name).service"
        return try String(contentsOf: TestRepository.root.appending(path: path), encoding: .utf8)
    }
}
