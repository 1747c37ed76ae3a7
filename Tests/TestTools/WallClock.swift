public import Foundation

/// The wall clock of processes that run under its ``settings``: it jumps, their other clocks go on.
public struct WallClock: ~Copyable, Sendable {
    /// For all to read: PostgreSQL's processes, which may be somebody else's, go by such a clock as well.
    private let folder = FileManager.default.temporaryDirectory.appending(path: "clock-\(UUID().uuidString)")
    private var library: URL { folder.appending(path: "libWallClock.so") }
    private var file: URL { folder.appending(path: "offset") }

    /// Makes a clock that shows the right time. The folder is where the product WallClock was built.
    public init(products: URL) throws {
        let built = products.appending(path: "libWallClock.so")
        // The loader goes on without it, and then no clock would ever move.
        guard FileManager.default.fileExists(atPath: built.path) else {
            throw Subprocess.Failure("\(built.path) is missing: build the product WallClock")
        }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        try FileManager.default.copyItem(at: built, to: library)
        try Data(count: MemoryLayout<Int64>.size).write(to: file)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// The environment of a process that goes by this clock.
    public var settings: [String: String] { ["LD_PRELOAD": library.path, "WALL_CLOCK_OFFSET": file.path] }

    /// Sets the clock so many whole seconds from the right time, in every process at once.
    public func jump(to offset: Duration) throws {
        let handle = try FileHandle(forWritingTo: file)
        defer { try? handle.close() }
        // In place: the processes have this file mapped.
        try handle.write(contentsOf: withUnsafeBytes(of: offset.components.seconds) { Data($0) })
    }
}
