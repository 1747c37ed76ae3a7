/// Speaks just enough HTTP/1.1 to answer every request with what it asked for.
struct EchoServer: Sendable {
    let server: ScriptedServer
    var url: String { "http://127.0.0.1:\(server.port)" }

    init() throws {
        server = try ScriptedServer { connection in
            while let request = ReceivedRequest(connection) { connection.write(request.answer) }
        }
    }
}

/// A request as the server read it.
struct ReceivedRequest {
    let start: String
    let headers: [String]
    let body: [UInt8]

    init?(_ connection: ScriptedConnection) {
        guard let start = connection.line() else { return nil }
        self.start = start
        var headers: [String] = []
        while let line = connection.line(), !line.isEmpty { headers.append(line) }
        self.headers = headers
        let length = headers.first { $0.lowercased().hasPrefix("content-length:") }?.split(separator: " ").last
        body = connection.bytes(length.flatMap { Int($0) } ?? 0)
    }

    /// `/status/503` answers with that status; everything else with 200. The body repeats what was received.
    var answer: String {
        let path = start.split(separator: " ")[1]
        let status = path.hasPrefix("/status/") ? String(path.dropFirst(8)) : "200"
        let text =
            start.hasPrefix("HEAD")
            ? "" : ([start] + headers + ["", String(decoding: body, as: UTF8.self)]).joined(separator: "\n")
        return "HTTP/1.1 \(status) Said\r\nX-Seen: 1\r\nx-seen: 2\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)"
    }
}
