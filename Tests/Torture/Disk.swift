import Foundation
import Postgres
import TestTools

/// The disk that the storm's database lies on, which can be full: a tmpfs, as a tablespace. The server's log of changes stays
/// where it is, as on a server that is set up well.
struct Disk: Sendable {
    /// The tablespace.
    static let name = "disk"
    /// More than the storm writes; no more is taken than is written.
    private static let roomy = "16g"
    private let folder: URL

    /// Mounts an empty disk beside the files of a server, and tells the server of it. Nil where that cannot be done.
    static func mounted(beside server: Server, _ administrator: PostgresClient) async throws -> Disk? {
        guard getuid() == 0 else { return nil }
        let disk = Disk(folder: URL(filePath: server.files).deletingLastPathComponent().appending(path: "disk"))
        // What an earlier storm left there.
        try? disk.unmount()
        try FileManager.default.createDirectory(at: disk.folder, withIntermediateDirectories: true)
        guard mount("tmpfs", disk.folder.path, "tmpfs", 0, "size=\(roomy)") == 0 else { return nil }
        try await Subprocess.run(["chown", "postgres", disk.folder.path])
        try await administrator.execute(
            "CREATE TABLESPACE \(identifier: name) LOCATION '\(unescaped: disk.folder.path)'")
        guard try FileManager.default.contentsOfDirectory(atPath: disk.folder.path).isEmpty else { return disk }
        // The server has a file system view of its own.
        try await administrator.execute("DROP TABLESPACE \(identifier: name)")
        try disk.unmount()
        return nil
    }

    /// Leaves no room on it for a time.
    func fill(for time: Duration) async throws {
        var tries = 0
        // The database may have grown since: then the disk cannot be as small as that.
        while !resize(to: "\(try used)") {
            tries += 1
            guard tries < 1000 else { throw Subprocess.Failure("\(folder.path) cannot be made full: errno \(errno)") }
        }
        try? await Task.sleep(for: time)
        guard resize(to: Self.roomy) else {
            throw Subprocess.Failure("\(folder.path) cannot be made larger: errno \(errno)")
        }
    }

    /// Takes it out, with all there is on it.
    func unmount() throws {
        guard umount(folder.path) == 0 else {
            throw Subprocess.Failure("\(folder.path) cannot be unmounted: errno \(errno)")
        }
        try FileManager.default.removeItem(at: folder)
    }

    // MARK: - Private

    /// In bytes.
    private var used: Int {
        get throws {
            let attributes = try FileManager.default.attributesOfFileSystem(forPath: folder.path)
            return (attributes[.systemSize] as? Int ?? 0) - (attributes[.systemFreeSize] as? Int ?? 0)
        }
    }

    private func resize(to size: String) -> Bool {
        mount("tmpfs", folder.path, "tmpfs", UInt(MS_REMOUNT), "size=\(size)") == 0
    }
}
