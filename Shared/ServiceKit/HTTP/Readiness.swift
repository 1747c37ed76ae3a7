public import Hummingbird
internal import Synchronization

/// Whether a service can do its work: named checks, run when asked, each within a time limit.
public final class Readiness: Sendable {
    /// One check: it returns when all is well and throws, with a message fit for operators, when not.
    public struct Check: Sendable {
        /// What is looked at: `database`, `schema`.
        public let name: String
        let body: @Sendable () async throws -> Void

        /// Names a check.
        public init(_ name: String, _ body: @escaping @Sendable () async throws -> Void) {
            self.name = name
            self.body = body
        }
    }

    private let checks: [Check]
    private let limit: Duration
    private let latest = Mutex<(at: ContinuousClock.Instant, report: ReadinessReport)?>(nil)

    /// Runs these checks, each at most this long.
    public init(_ checks: [Check], limit: Duration = .seconds(2)) {
        self.checks = checks
        self.limit = limit
    }

    /// Runs all checks at once; an answer younger than 250 ms is given again, so that asking often costs nothing.
    public func report() async -> ReadinessReport {
        let now = ContinuousClock.now
        if let latest = latest.withLock({ $0 }), now - latest.at < .milliseconds(250) { return latest.report }
        let results = await withTaskGroup(of: (Int, ReadinessReport.Result).self) { group in
            for (index, check) in checks.enumerated() { group.addTask { (index, await self.run(check)) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let report = ReadinessReport(results.sorted { $0.0 < $1.0 }.map(\.1))
        latest.withLock { $0 = (now, report) }
        return report
    }

    // MARK: - Private

    private func run(_ check: Check) async -> ReadinessReport.Result {
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await check.body() }
                group.addTask {
                    try await Task.sleep(for: self.limit)
                    throw ReadinessError.tookTooLong
                }
                defer { group.cancelAll() }
                try await group.next()
            }
            return .init(name: check.name, status: "ok", detail: nil)
        } catch {
            return .init(name: check.name, status: "failed", detail: "\(error)")
        }
    }
}

/// The result of a service's checks, as `/readyz` tells it.
public struct ReadinessReport: ResponseEncodable, Sendable {
    /// One check's result.
    public struct Result: Encodable, Sendable {
        /// The check.
        public let name: String
        /// `ok` or `failed`.
        public let status: String
        /// Why it failed.
        public let detail: String?
    }

    /// `ready` or `not_ready`.
    public let status: String
    /// Each check.
    public let checks: [Result]

    /// Whether every check passed.
    public var isReady: Bool { checks.allSatisfy { $0.status == "ok" } }

    init(_ checks: [Result]) {
        self.checks = checks
        status = checks.allSatisfy { $0.status == "ok" } ? "ready" : "not_ready"
    }
}

/// Why a check could not tell.
enum ReadinessError: Error, CustomStringConvertible {
    case tookTooLong
    case starting(String)

    var description: String {
        switch self {
        case .tookTooLong: "took too long"
        case .starting(let what): what
        }
    }
}
