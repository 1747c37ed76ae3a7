import Logging

extension Logger {
    /// Warns of what failed and is tried again, or made good by others. Says nothing in a task that was cancelled: there the stop
    /// cut it short, and a stop is no fault.
    func warn(_ message: Message, of error: any Error, metadata: Metadata = [:]) {
        guard !Task.isCancelled else { return }
        warning(message, metadata: metadata.merging(["error": "\(error)"]) { $1 })
    }
}
