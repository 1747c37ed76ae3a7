import Foundation
import Models
import Outbound

/// Sends chunks to Intake, and again when the connection is lost or Intake asks to wait. A chunk that arrives twice adds nothing
/// the second time.
actor HotlineSender {
    private let client: ServiceClient
    private let pause: @Sendable (Duration) async throws -> Void
    private var hasSucceeded = false

    /// Attempts at a chunk: about a minute in all.
    private static let attempts = 8
    /// Attempts before anything has gone through: an address that is wrong is said soon.
    private static let firstAttempts = 4

    init(
        _ client: ServiceClient,
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.client = client
        self.pause = pause
    }

    /// Intake's report on a chunk.
    func send(_ chunk: HotlineChunk) async throws -> ChunkReport {
        guard !chunk.rows.isEmpty else { return ChunkReport() }
        var attempt = 1
        while true {
            do {
                let body = try await client.post(
                    "/v1/operator/imports/hotline", [("first_line", String(chunk.firstLine))], csv: chunk.body)
                hasSucceeded = true
                return try Self.report(body)
            } catch {
                let wait = try delay(after: error, attempt)
                Console.complain(
                    "import: \(Ending(error).line); trying again in \(Figure.seconds(wait.inSeconds)) s (attempt \(attempt))"
                )
                try await pause(wait)
                attempt += 1
            }
        }
    }

    // MARK: - Private

    /// How long to wait before the next attempt; throws when there is to be none.
    private func delay(after error: any Error, _ attempt: Int) throws -> Duration {
        let asked: Duration?
        switch error {
        case let refusal as ServiceRefusal where refusal.isRetryable: asked = refusal.retryAfter
        case let loss as HTTPClientError where loss.isRetryable: asked = nil
        default: throw error
        }
        guard attempt < (hasSucceeded ? Self.attempts : Self.firstAttempts) else {
            guard hasSucceeded else { throw error }
            throw OperatorError(
                .temporary, "\(Ending(error).line); run the same command again to go on where it stopped")
        }
        // 0.5 s, doubled up to 30 s, with jitter so that several importers do not come back in step.
        let base = min(30_000, 500 << (attempt - 1))
        return max(asked ?? .zero, .milliseconds(base * Int.random(in: 75...125) / 100))
    }

    private static func report(_ body: [UInt8]) throws -> ChunkReport {
        do {
            return try MessageCoding.decoder.decode(ChunkReport.self, from: Data(body))
        } catch {
            throw OperatorError(.failed, "intake's answer to a chunk is not a report")
        }
    }
}

extension Duration {
    /// As a number of seconds.
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
