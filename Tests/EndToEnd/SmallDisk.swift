import Foundation
import Logging
import Postgres
import TestKit

/// A disk of a few dozen megabytes that the tables of one test's database lie on: a tmpfs, as a tablespace. The server's log
/// of changes stays where it is, as on a server that is set up well.
struct SmallDisk: Sendable {
    private let folder: URL
    private let space: String
    private let administrator: PostgresClient
    private let database: String

    /// Mounts the disk and moves the running test's database to it; nil, with the reason, where that cannot be done here.
    static func mount(megabytes: Int) async throws -> (disk: SmallDisk?, obstacle: String) {
        guard getuid() == 0 else { return (nil, "mounting a file system takes root") }
        let folder = URL(fileURLWithPath: "/var/tmp/bangban-disk-\(UUID().uuidString.lowercased())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // Below the disk as well, where a server that does not see it would write.
        _ = try run("/bin/chown", "postgres", folder.path)
        guard try run("/bin/mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", folder.path) else {
            try FileManager.default.removeItem(at: folder)
            return (nil, "file systems cannot be mounted here")
        }
        let disk = try SmallDisk(folder)
        guard try run("/bin/chown", "postgres", folder.path), try await disk.adopt() else {
            try await disk.unmount()
            return (nil, "the server does not see what is mounted here")
        }
        return (disk, "")
    }

    private init(_ folder: URL) throws {
        self.folder = folder
        space = "small_\(UUID().uuidString.lowercased().replacing("-", with: "_"))"
        database = TestDatabase.current.name
        let url = TestDatabase.current.url().replacing(database, with: "postgres")
        administrator = PostgresClient(try PostgresConfiguration(url: url), logger: Logger(label: "test"))
    }

    /// Takes what room is left.
    func fill() throws {
        try Data().write(to: filler)
        let handle = try FileHandle(forWritingTo: filler)
        defer { try? handle.close() }
        for size in [1 << 20, 1 << 12] {
            let block = Data(count: size)
            while (try? handle.write(contentsOf: block)) != nil {}
        }
    }

    /// Gives the room back.
    func empty() throws { try FileManager.default.removeItem(at: filler) }

    /// Moves the database away again and takes the disk out; whoever is still connected is cut off.
    func unmount() async throws {
        try? FileManager.default.removeItem(at: filler)
        try await move(to: "pg_default")
        try await administrator.execute("DROP TABLESPACE IF EXISTS \(identifier: space)")
        await administrator.close()
        _ = try Self.run("/bin/umount", folder.path)
        try FileManager.default.removeItem(at: folder)
    }

    // MARK: - Private

    private var filler: URL { folder.appending(path: "filler") }

    /// False where the server, in a file system view of its own, writes elsewhere.
    private func adopt() async throws -> Bool {
        try await administrator.execute("CREATE TABLESPACE \(identifier: space) LOCATION '\(unescaped: folder.path)'")
        guard try !FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty else { return false }
        try await move(to: space)
        return true
    }

    private func move(to space: String) async throws {
        try await administrator.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = \(database)")
        try await administrator.execute("ALTER DATABASE \(identifier: database) SET TABLESPACE \(identifier: space)")
    }

    private static func run(_ path: String, _ arguments: String...) throws -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
