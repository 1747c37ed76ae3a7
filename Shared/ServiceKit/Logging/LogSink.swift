internal import Foundation
internal import Synchronization

/// Where finished log lines go. Lines never interleave.
public final class LogSink: Sendable {
    private let write: Mutex<@Sendable (String) -> Void>

    /// A sink that hands each line, without its line feed, to `write`; one at a time.
    public init(_ write: @escaping @Sendable (String) -> Void) { self.write = Mutex(write) }

    /// The process's standard error.
    public static let standardError = LogSink { line in
        var bytes = Array(line.utf8)
        bytes.append(0x0A)
        bytes.withUnsafeBytes { buffer in
            var offset = 0
            while offset < buffer.count, let base = buffer.baseAddress {
                let written = Foundation.write(STDERR_FILENO, base + offset, buffer.count - offset)
                // A log that cannot be written (full disk, closed pipe) must not stop the service.
                if written < 0 && errno != EINTR { return }
                offset += max(0, written)
            }
        }
    }

    func line(_ text: String) { write.withLock { $0(text) } }
}
