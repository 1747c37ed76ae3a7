import Foundation
import Synchronization

/// Speaks the DevTools protocol with a Chromium over two pipes: JSON texts that end with a zero byte.
///
/// Chromium reads descriptor 3 and writes descriptor 4 (`--remote-debugging-pipe`); a shell moves its standard input and
/// output there, as `Process` can hand over no others.
final class BrowserChannel: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private struct State {
        var unread = Data()
        var nextID = 1
        var waiting: [Int: CheckedContinuation<Data, any Error>] = [:]
        var events: [String: [AsyncStream<Void>.Continuation]] = [:]
        var isOver = false
    }

    private let state = Mutex(State())
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let profile: URL

    init() throws {
        profile = FileManager.default.temporaryDirectory.appending(path: "browser-\(UUID().uuidString)")
        let flags = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--lang=en-US", "--user-data-dir=\(profile.path)", "--remote-debugging-pipe", "about:blank",
        ]
        process.executableURL = URL(filePath: "/bin/sh")
        let moved = "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>/dev/null"
        process.arguments = ["-c", moved, Self.executable] + flags
        process.standardInput = input
        process.standardOutput = output
        output.fileHandleForReading.readabilityHandler = { [weak self] handle in self?.receive(handle.availableData) }
        try process.run()
    }

    /// Ends the browser and forgets its profile.
    func close() {
        output.fileHandleForReading.readabilityHandler = nil
        process.terminate()
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: profile)
    }

    /// Sends a command and returns the JSON of its result. A test that is cancelled ends its browser, which ends every wait.
    func send(_ method: String, _ parameters: [String: any Sendable], session: String?) async throws -> Data {
        let id = state.withLock { state in
            defer { state.nextID += 1 }
            return state.nextID
        }
        var message: [String: Any] = ["id": id, "method": method, "params": parameters]
        message["sessionId"] = session
        let bytes = try JSONSerialization.data(withJSONObject: message) + [0]
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isOver = state.withLock { state in
                    if !state.isOver { state.waiting[id] = continuation }
                    return state.isOver
                }
                if isOver { return continuation.resume(throwing: Self.ended) }
                input.fileHandleForWriting.write(bytes)
            }
        } onCancel: {
            process.terminate()
        }
    }

    /// Waits for the next event of a name; begins to wait before `body` runs, so that none is missed.
    func event(_ name: String, after body: () async throws -> Void) async throws {
        let (arrivals, arrival) = AsyncStream<Void>.makeStream()
        let isOver = state.withLock { state in
            if !state.isOver { state.events[name, default: []].append(arrival) }
            return state.isOver
        }
        guard !isOver else { throw Self.ended }
        try await body()
        for await _ in arrivals { return }
        throw Self.ended
    }

    // MARK: - Private

    private static let ended = Failure(description: "the browser has ended")

    private static var executable: String {
        let candidates = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "chromium"
    }

    private func receive(_ data: Data) {
        guard !data.isEmpty else { return end() }
        let messages = state.withLock { state in
            state.unread.append(data)
            var messages: [Data] = []
            while let zero = state.unread.firstIndex(of: 0) {
                messages.append(Data(state.unread[state.unread.startIndex..<zero]))
                state.unread = Data(state.unread[(zero + 1)...])
            }
            return messages
        }
        for message in messages { take(message) }
    }

    private func take(_ message: Data) {
        guard let parsed = try? JSONSerialization.jsonObject(with: message) as? [String: Any] else { return }
        if let id = parsed["id"] as? Int {
            let continuation = state.withLock { $0.waiting.removeValue(forKey: id) }
            if let error = parsed["error"] {
                continuation?.resume(throwing: Failure(description: "\(error)"))
            } else {
                let result = try? JSONSerialization.data(withJSONObject: parsed["result"] ?? [:])
                continuation?.resume(returning: result ?? Data())
            }
        } else if let name = parsed["method"] as? String {
            let continuations = state.withLock { $0.events.removeValue(forKey: name) ?? [] }
            for continuation in continuations { continuation.yield() }
        }
    }

    private func end() {
        output.fileHandleForReading.readabilityHandler = nil
        let (waiting, events) = state.withLock { state in
            defer {
                state.isOver = true
                state.waiting = [:]
                state.events = [:]
            }
            return (Array(state.waiting.values), state.events.values.flatMap(\.self))
        }
        for continuation in waiting { continuation.resume(throwing: Self.ended) }
        for continuation in events { continuation.finish() }
    }
}
