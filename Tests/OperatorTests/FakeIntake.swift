import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Models
import NIOCore
import Synchronization

/// Intake as far as an import sees it, on a real socket: takes each `external_id` once, refuses ids that begin with `bad`, and
/// answers as it is told to before that.
final class FakeIntake: Sendable {
    /// What it answers before it takes a chunk.
    enum Obstacle: Sendable {
        case status(Int, retryAfter: Int? = nil)
        /// Takes the chunk, and then pretends not to have.
        case takeAndFail
    }

    struct State {
        var obstacles: [Obstacle] = []
        var ids: Set<String> = []
        var requests = 0
        var running = 0
        var mostRunning = 0
        var tokens: Set<String> = []
        /// The pages of the ledger's verification; the cursor is a page's place.
        var ledger: [String] = []
        /// The newest anchor, where there is one.
        var anchor: String?
    }

    let state = Mutex(State())

    struct Report: Encodable {
        struct Rejection: Encodable {
            var line: Int
            var column: Int
            var reason: String
        }
        var received = 0
        var added = 0
        var duplicates = 0
        var rejected: [Rejection] = []
    }

    init(_ obstacles: [Obstacle] = []) { state.withLock { $0.obstacles = obstacles } }

    /// Serves while `body` runs; `body` gets the address.
    func serve<Value: Sendable>(_ body: @escaping @Sendable (String) async throws -> Value) async throws -> Value {
        let (ports, continuation) = AsyncStream<Int>.makeStream()
        let router = Router()
        router.post("/v1/operator/imports/hotline") { [self] request, context in try await answer(request, context) }
        router.get("/v1/operator/ledger/verification") { [self] request, _ in
            let page = request.uri.queryParameters["after"].flatMap { Int($0) } ?? 0
            let body = state.withLock { $0.ledger[page] }
            return Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
        }
        router.get("/v1/operator/ledger/anchor") { [self] _, _ in
            let body = state.withLock(\.anchor)
            return Response(
                status: body == nil ? .notFound : .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: body ?? "")))
        }
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                continuation.yield(channel.localAddress?.port ?? 0)
                continuation.finish()
            }, logger: Logger(label: "fake") { _ in SwiftLogNoOpLogHandler() })
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                try await application.run()
                return nil
            }
            for await port in ports {
                let value = try await body("http://127.0.0.1:\(port)")
                group.cancelAll()
                return value
            }
            throw CancellationError()
        }
    }

    // MARK: - Private

    private func answer(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let bytes = try await request.body.collect(upTo: 8 << 20)
        let first = request.uri.queryParameters["first_line"].flatMap { Int($0) } ?? 2
        let obstacle = state.withLock { state in
            state.requests += 1
            state.running += 1
            state.mostRunning = max(state.mostRunning, state.running)
            state.tokens.insert(request.headers[.authorization] ?? "")
            return state.obstacles.isEmpty ? nil : state.obstacles.removeFirst()
        }
        defer { state.withLock { $0.running -= 1 } }
        if case .status(let status, let retryAfter) = obstacle { return problem(status, retryAfter) }
        let report = try take(Array(bytes.readableBytesView), firstLine: first)
        if case .takeAndFail = obstacle { return problem(503, nil) }
        let body = Array(try MessageCoding.encoder.encode(report))
        return Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }

    private func take(_ body: [UInt8], firstLine: Int) throws -> Report {
        var report = Report()
        for row in try CSVTable(body).rows {
            report.received += 1
            let id = row["external_id"]
            if id.hasPrefix("bad") {
                report.rejected.append(.init(line: row.line - 2 + firstLine, column: 1, reason: "external_id: is bad"))
            } else if state.withLock({ $0.ids.insert(id).inserted }) {
                report.added += 1
            } else {
                report.duplicates += 1
            }
        }
        return report
    }

    private func problem(_ status: Int, _ retryAfter: Int?) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = "application/problem+json"
        if let retryAfter, let name = HTTPField.Name("Retry-After") { headers[name] = String(retryAfter) }
        let text =
            #"{"type":"urn:bangban:problem:unavailable","title":"Temporarily unavailable","detail":"The database rests."}"#
        return Response(
            status: .init(code: status), headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
