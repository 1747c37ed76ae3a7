import Foundation
import TestKit

/// The wall clock of processes that run under its `settings`: it jumps, their other clocks go on.
struct WallClock: ~Copyable {
    private let file = FileManager.default.temporaryDirectory.appending(path: "clock-\(UUID().uuidString)")

    /// Makes a clock that shows the right time.
    init() throws {
        try Data(count: MemoryLayout<Int64>.size).write(to: file)
    }

    deinit { try? FileManager.default.removeItem(at: file) }

    /// The environment of a process that goes by this clock.
    var settings: [String: String] {
        [
            "LD_PRELOAD": ServiceProcess.productsFolder.appending(path: "libWallClock.so").path,
            "WALL_CLOCK_OFFSET": file.path,
        ]
    }

    /// Sets the clock so far from the right time, in every process at once.
    func jump(to offset: Duration) throws {
        let handle = try FileHandle(forWritingTo: file)
        defer { try? handle.close() }
        // In place: the processes have this file mapped.
        try handle.write(contentsOf: withUnsafeBytes(of: offset.components.seconds) { Data($0) })
    }
}
