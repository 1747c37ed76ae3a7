import Foundation
import TestKit
import Testing

@Suite("Monitoring")
struct MonitoringTests {
    /// Labels of metrics, as the sources make them; those of histograms end in `_bucket` when they are asked for.
    private func exported() throws -> Set<String> {
        var names: Set<String> = []
        for folder in ["Shared", "Services"] {
            let root = TestRepository.root.appending(path: folder)
            let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
            while let file = files?.nextObject() as? URL {
                guard file.pathExtension == "swift" else { continue }
                for match in try String(contentsOf: file, encoding: .utf8).matches(of: /label: "([a-z]+_[a-z_]+)"/) {
                    names.insert(String(match.1))
                }
            }
        }
        return names
    }

    @Test(
        "alert rules and dashboard ask only for metrics that the services export",
        arguments: ["alerts.yaml", "dashboard.json"])
    func names(file: String) throws {
        let text = try String(
            contentsOf: TestRepository.root.appending(path: "deploy/monitoring/\(file)"), encoding: .utf8)
        let asked = Set(
            text.matches(of: /\b((?:queue|http|postgres|trace|intake|notification|reporting)_[a-z_]+)\b/).map {
                String($0.1).replacing(/_bucket$/, with: "")
            })
        #expect(!asked.isEmpty)
        #expect(asked.subtracting(try exported()).sorted() == [])
    }

    @Test("the dashboard is JSON whose panels do not overlap")
    func dashboard() throws {
        struct Dashboard: Decodable {
            struct Panel: Decodable {
                struct Place: Decodable, Hashable { var x: Int; var y: Int; var w: Int; var h: Int }
                var title: String
                var gridPos: Place
            }
            var panels: [Panel]
        }
        let file = TestRepository.root.appending(path: "deploy/monitoring/dashboard.json")
        let panels = try JSONDecoder().decode(Dashboard.self, from: Data(contentsOf: file)).panels
        #expect(Set(panels.map(\.title)).count == panels.count)
        let cells = panels.flatMap { panel in
            (panel.gridPos.x..<panel.gridPos.x + panel.gridPos.w).flatMap { x in
                (panel.gridPos.y..<panel.gridPos.y + panel.gridPos.h).map { "\(x)/\($0)" }
            }
        }
        #expect(Set(cells).count == cells.count)
    }
}
