import Outbound
import Testing

@Suite("HTTP client: failures")
struct HTTPClientFailureTests {
    let client = HTTPClient(timeout: .seconds(20))

    @Test("a port where nobody listens is a connect error that does not repeat the query")
    func refused() async throws {
        let server = try ScriptedServer { _ in }
        server.stop()
        let error = await failure(HTTPClientRequest(url: "http://127.0.0.1:\(server.port)/x?token=hidden"))
        #expect(error?.code == .connect)
        #expect(error.map { "\($0)".contains("hidden") } == false)
        #expect(error?.isRetryable == true)
    }

    @Test("an unknown name is a resolve error")
    func unknownName() async {
        #expect(await failure(HTTPClientRequest(url: "http://name.invalid/"))?.code == .resolve)
    }

    @Test("a server that never answers is a timeout")
    func silent() async throws {
        let server = try ScriptedServer { connection in while connection.line() != nil {} }
        let request = HTTPClientRequest(url: "http://127.0.0.1:\(server.port)/", timeout: .seconds(2))
        let error = await failure(request)
        #expect(error?.code == .timeout, "\(String(describing: error))")
    }

    @Test(
        "a connection cut before or within the answer is a cut",
        arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"])
    func cut(said: String) async throws {
        let server = try ScriptedServer { connection in
            _ = ReceivedRequest(connection)
            connection.write(said)
        }
        #expect(await failure(HTTPClientRequest(url: "http://127.0.0.1:\(server.port)/"))?.code == .cut)
    }

    @Test("an answer above the limit is refused")
    func tooLarge() async throws {
        let body = [UInt8](repeating: 0x61, count: 1 << 20)
        let request = HTTPClientRequest(
            method: .post, url: try EchoServer().url, body: body, responseLimit: 1000)
        let error = await failure(request)
        #expect(error?.code == .responseTooLarge, "\(String(describing: error))")
    }

    @Test("plain text where TLS is expected is a TLS error")
    func noTLS() async throws {
        let server = try ScriptedServer { connection in connection.write("HTTP/1.1 400 Bad\r\n\r\n") }
        #expect(await failure(HTTPClientRequest(url: "https://127.0.0.1:\(server.port)/"))?.code == .tls)
    }

    @Test(
        "what would smuggle a second line or another protocol is refused before anything is sent",
        arguments: [
            HTTPClientRequest(url: "http://127.0.0.1:1/", headers: ["X": "a\r\nInjected: b"]),
            HTTPClientRequest(url: "http://127.0.0.1:1/", headers: ["X": "a\0b"]),
            HTTPClientRequest(url: "http://127.0.0.1:1/", headers: ["X y": "a"]),
            HTTPClientRequest(url: "http://127.0.0.1:1/a b"), HTTPClientRequest(url: "http://127.0.0.1:1/\r\nX: y"),
            HTTPClientRequest(method: "GET /x", url: "http://127.0.0.1:1/"),
            HTTPClientRequest(url: "file:///etc/passwd"),
            HTTPClientRequest(url: ""),
        ])
    func refusedRequest(request: HTTPClientRequest) async {
        #expect(await failure(request)?.code == .invalidRequest)
    }

    @Test("cancelling the task ends the exchange at once", .timeLimit(.minutes(5)))
    func cancellation() async throws {
        let (arrived, arrival) = AsyncStream.makeStream(of: Void.self)
        let server = try ScriptedServer { connection in
            _ = connection.line()
            arrival.yield()
            while connection.line() != nil {}
            arrival.finish()
        }
        let task = Task { [client] in
            try await client.send(HTTPClientRequest(url: "http://127.0.0.1:\(server.port)/", timeout: .seconds(600)))
        }
        var arrivals = arrived.makeAsyncIterator()
        await arrivals.next()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(await arrivals.next() == nil, "the connection is closed, not left waiting")
    }

    private func failure(_ request: HTTPClientRequest) async -> HTTPClientError? {
        await #expect(throws: HTTPClientError.self) { try await client.send(request) }
    }
}
