public import HTTPTypes
public import Hummingbird
import Logging
import NIOCore
public import ServiceKit

/// Sends requests to a router in this process, without a socket: what a handler, its middleware and its errors answer.
public struct RouterClient: Sendable {
    private let responder: RouterResponder<BangbanContext>
    private let headers: HTTPFields

    /// A client of a router; `headers` go with every request.
    public init(_ router: Router<BangbanContext>, headers: HTTPFields = [:]) {
        responder = router.buildResponder()
        self.headers = headers
    }

    /// Sends a request with a body of bytes.
    public func send(
        _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:], body: [UInt8] = [],
        client: String = "192.0.2.1"
    ) async throws -> TestResponse {
        var fields = self.headers
        for field in headers { fields[field.name] = field.value }
        if !body.isEmpty { fields[.contentLength] = String(body.count) }
        let head = HTTPRequest(method: method, scheme: "http", authority: "localhost", path: path, headerFields: fields)
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(bytes: body)))
        let context = BangbanContext(logger: Logger(label: "test.router"), clientAddress: client)
        let response = try await responder.respond(to: request, context: context)
        return try await TestResponse(response)
    }

    /// Sends JSON text.
    public func send(
        _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:], json: String
    ) async throws -> TestResponse {
        var fields = headers
        fields[.contentType] = "application/json"
        return try await send(method, path, headers: fields, body: Array(json.utf8))
    }
}
