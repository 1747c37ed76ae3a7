import Foundation

/// A file of the repository.
func repositoryURL(_ path: String) -> URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: path)
}

/// The bytes of a file of the repository.
func repositoryFile(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: repositoryURL(path))) }

/// A folder that is gone with the value.
final class TemporaryFolder: Sendable {
    let url = FileManager.default.temporaryDirectory.appending(path: "operator-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// The path of a file in it, written when bytes are given.
    func file(_ name: String, _ bytes: [UInt8]? = nil) throws -> String {
        let file = url.appending(path: name)
        if let bytes { try Data(bytes).write(to: file) }
        return file.path()
    }
}

/// The header that Intake wants.
let hotlineHeader = "external_id,received_at,kind,handling,summary,content,region_code,contact_name,contact_phone"

/// A row that Intake takes.
func hotlineRow(_ id: String, content: String = "内容") -> String {
    "\(id),2024-07-08T09:12:33+08:00,consultation,direct,咨询,\(content),150105,张三,13800001234"
}
