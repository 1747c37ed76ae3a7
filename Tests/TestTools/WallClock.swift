public import Foundation

/// The wall clock of processes that run under its ``settings``: it jumps, their other clocks go on.
public struct WallClock: ~Copyable {
    private let library: URL
    private let file = FileManager.default.temporaryDirectory.appending(path: "clock-\(UUID().uuidString)")

    /// Makes a clock that shows the right time. The folder is where the product WallClock was built.
    public init(products: URL) throws {
        library = products.appending(path: "libWallClock.so")
        // The loader goes on without it, and then no clock would ever move.
        guard FileManager.default.fileExists(atPath: library.path) else {
            throw Subprocess.Failure("\(library.path) is missing: build the product WallClock")
        }
        try Data(count: MemoryLayout<Int64>.size).write(to: file)
    }

    deinit { try? FileManager.default.removeItem(at: file) }

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
