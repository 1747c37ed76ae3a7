import Foundation
import Synchronization

/// A TCP server on a free loopback port whose every connection runs a script: for what a well-behaved server never does,
/// such as cutting a connection at a given line.
final class ScriptedServer: Sendable {
    let port: Int
    private let listener: Int32
    private let accepted = Mutex(0)

    /// How many connections came in.
    var connections: Int { accepted.withLock { $0 } }

    init(_ script: @escaping @Sendable (ScriptedConnection) -> Void) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { [listener] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 128) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        guard bound else { throw CocoaError(.fileReadUnknown) }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in acceptAll(script) }
    }

    /// Stops listening: later connections are refused. The accepting thread closes the descriptor: closed here, its number
    /// might already be another server's when that thread comes to it.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func acceptAll(_ script: @escaping @Sendable (ScriptedConnection) -> Void) {
        while true {
            let descriptor = accept(listener, nil, nil)
            if descriptor < 0 {
                close(listener)
                return
            }
            accepted.withLock { $0 += 1 }
            Thread.detachNewThread {
                let connection = ScriptedConnection(descriptor)
                script(connection)
                connection.cut()
            }
        }
    }
}

/// One accepted connection, used by its script's thread only.
final class ScriptedConnection {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var isOpen = true

    init(_ descriptor: Int32) { self.descriptor = descriptor }

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

    func write(_ text: String) {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return }
            sent += count
        }
    }

    func cut() {
        if isOpen { close(descriptor) }
        isOpen = false
    }

    private func fill() -> Bool {
        var piece = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &piece, piece.count, 0)
        guard count > 0 else { return false }
        buffer.append(contentsOf: piece[..<count])
        return true
    }
}
