import Foundation
import Synchronization
import TestTools

/// A TCP server on a free loopback port whose every connection runs a script: for what a well-behaved server never does,
/// such as cutting a connection at a given line.
final class ScriptedServer: Sendable {
    let port: Int
    private let listener: LoopbackSocket
    private let accepted = Mutex(0)

    /// How many connections came in.
    var connections: Int { accepted.withLock { $0 } }

    init(_ script: @escaping @Sendable (ScriptedConnection) -> Void) throws {
        listener = try .listening()
        port = try listener.port
        Thread.detachNewThread { [self] in acceptAll(script) }
    }

    /// Stops listening: later connections are refused.
    func stop() { listener.shutdown() }

    private func acceptAll(_ script: @escaping @Sendable (ScriptedConnection) -> Void) {
        while let socket = listener.accept() {
            accepted.withLock { $0 += 1 }
            Thread.detachNewThread {
                let connection = ScriptedConnection(socket)
                script(connection)
                connection.cut()
            }
        }
        listener.close()
    }
}

/// One accepted connection, used by its script's thread only.
final class ScriptedConnection {
    private let socket: LoopbackSocket
    private var buffer: [UInt8] = []
    private var isOpen = true

    init(_ socket: LoopbackSocket) { self.socket = socket }

    /// The next line without its line end; nil once the peer is gone.
    func line() -> String? {
        while true {
            if let end = buffer.firstIndex(of: 0x0A) {
                let line = String(decoding: buffer[..<end], as: UTF8.self)
                buffer.removeSubrange(...end)
                return line.hasSuffix("\r") ? String(line.dropLast()) : line
            }
            if !fill() { return nil }
        }
    }

    /// The next `count` bytes; fewer once the peer is gone.
    func bytes(_ count: Int) -> [UInt8] {
        while buffer.count < count, fill() {}
        defer { buffer.removeFirst(min(count, buffer.count)) }
        return Array(buffer.prefix(count))
    }

    func write(_ text: String) { _ = socket.write(Array(text.utf8)) }

    func cut() {
        if isOpen { socket.close() }
        isOpen = false
    }

    private func fill() -> Bool {
        guard let piece = socket.read() else { return false }
        buffer += piece
        return true
    }
}
