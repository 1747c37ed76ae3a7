import Testing

@testable import Outbound

@Suite("HTTP client")
struct HTTPClientTests {
    let client = HTTPClient(timeout: .seconds(20))

    @Test("method, header fields and body arrive as given", arguments: ["POST", "PUT", "PATCH", "DELETE"])
    func sends(method: String) async throws {
        let echo = try EchoServer()
        let response = try await client.send(
            HTTPClientRequest(
                method: HTTPMethod(rawValue: method), url: echo.url + "/a?b=c",
                headers: ["X-Name": "value", "X-Empty": "", "Content-Type": "application/json"],
                body: Array("{\"姓名\":1}".utf8)))
        let lines = response.text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(response.status == 200)
        #expect(lines.first == "\(method) /a?b=c HTTP/1.1")
        #expect(lines.contains("X-Name: value"))
        #expect(lines.contains("X-Empty:"))
        #expect(lines.filter { $0.hasPrefix("Content-Type") } == ["Content-Type: application/json"])
        #expect(!response.text.contains("Expect"))
        #expect(lines.last == "{\"姓名\":1}")
    }

    @Test(
        "a request without a body has none, and an error status is a response",
        arguments: [HTTPMethod.get, .delete, .post])
    func withoutBody(method: HTTPMethod) async throws {
        let response = try await client.send(
            HTTPClientRequest(method: method, url: try EchoServer().url + "/status/503"))
        #expect(response.status == 503)
        #expect(response.text.hasPrefix("\(method) /status/503"))
        #expect(!response.text.contains("Content-Type"))
        #expect(response.headers.values(of: "X-SEEN") == ["1", "2"])
    }

    @Test("HEAD has status and header fields only")
    func head() async throws {
        let response = try await client.send(HTTPClientRequest(method: .head, url: try EchoServer().url))
        #expect(response.status == 200)
        #expect(response.body.isEmpty)
    }

    @Test("a large body goes out and comes back whole")
    func large() async throws {
        let body = [UInt8](repeating: 0x61, count: 8 << 20)
        let response = try await client.send(
            HTTPClientRequest(method: .post, url: try EchoServer().url, body: body))
        #expect(response.body.suffix(body.count) == body[...])
    }

    @Test("one connection serves request after request")
    func reuse() async throws {
        let echo = try EchoServer()
        let alone = HTTPClient(.init(), engine: CurlEngine())
        for _ in 1...5 { _ = try await alone.send(HTTPClientRequest(url: echo.url)) }
        #expect(echo.server.connections == 1)
    }

    @Test("two hundred requests at once are all answered")
    func parallel() async throws {
        let echo = try EchoServer()
        let answers = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<200 {
                group.addTask { [client] in
                    try await client.send(
                        HTTPClientRequest(method: .post, url: echo.url, body: Array("<\(number)>".utf8))
                    ).text
                }
            }
            return try await group.reduce(into: Set<String>()) {
                $0.insert(String($1.split(separator: "\n").last ?? ""))
            }
        }
        #expect(answers == Set((0..<200).map { "<\($0)>" }))
    }
}
