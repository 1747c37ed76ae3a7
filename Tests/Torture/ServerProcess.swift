import Foundation

/// What `/proc` knows of the server's processes.
enum ServerProcess {
    static func children(of parent: Int32) -> [Int32] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return all.compactMap(Int32.init).filter { fields(of: $0).dropFirst().first == String(parent) }
    }

    /// Suspends a process; over when it is.
    static func suspend(_ process: Int32) async throws {
        kill(process, SIGSTOP)
        while !isGone(process), fields(of: process).first != "T" { try await Task.sleep(for: .milliseconds(1)) }
    }

    /// Whether it has ended; one that nobody waits for stays in the list for ever.
    static func isGone(_ process: Int32) -> Bool {
        guard let state = fields(of: process).first else { return true }
        return state == "Z" || state == "X"
    }

    /// State, parent and what follows the name, which may contain anything: see proc(5).
    private static func fields(of process: Int32) -> [String] {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return [] }
        return text[text.index(after: end)...].split(separator: " ").map(String.init)
    }
}
