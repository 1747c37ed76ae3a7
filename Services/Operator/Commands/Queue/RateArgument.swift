import ArgumentParser

/// A rate as an argument: messages, or messages/seconds.
struct RateArgument {
    let count: Int
    let seconds: Int

    /// Reads `5` or `5/60`.
    init(_ argument: String) throws {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        guard (1...2).contains(parts.count), parts.allSatisfy({ $0 >= 1 }) else {
            throw ValidationError("'\(argument)' is not MESSAGES or MESSAGES/SECONDS, such as 5/60")
        }
        count = parts[0]
        seconds = parts.count == 2 ? parts[1] : 1
    }
}
