import Foundation
import TestTools

/// One kept-alive connection to a service on this machine, as lean as a load generator must be: blocking, HTTP/1.1, for
/// answers with a length.
struct KioskConnection: ~Copyable {
    private let socket: LoopbackSocket
    private var received: [UInt8] = []

    init(port: Int) throws { socket = try .connected(to: port) }

    deinit { socket.close() }

    /// Sends a request and waits for the whole answer.
    mutating func send(
        _ method: String = "POST", _ path: String, _ headers: [String: String] = [:], body: [UInt8] = []
    ) throws -> (status: Int, body: [UInt8]) {
        let lines = headers.map { "\($0): \($1)\r\n" }.joined()
        let head = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.count)\r\n\(lines)\r\n"
        let request = Array(head.utf8) + body
        guard socket.write(request) else { throw broken() }
        received.removeAll(keepingCapacity: true)
        while true {
            try receive()
            guard let end = received.firstRange(of: Array("\r\n\r\n".utf8)) else { continue }
            let head = received[..<end.lowerBound].split(separator: UInt8(ascii: "\n")).map {
                String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespaces).lowercased()
            }
            let field = "content-length: "
            let length =
                head.first { $0.hasPrefix(field) }.flatMap { Int($0.dropFirst(field.count).prefix { $0.isNumber }) }
                ?? 0
            while received.count < end.upperBound + length { try receive() }
            return (Int(head[0].dropFirst(9).prefix(3)) ?? 0, Array(received[end.upperBound...]))
        }
    }

    // MARK: - Private

    private mutating func receive() throws {
        guard let piece = socket.read() else { throw broken() }
        received += piece
    }

    private func broken() -> Subprocess.Failure {
        Subprocess.Failure("the service ended the connection: errno \(errno)")
    }
}
