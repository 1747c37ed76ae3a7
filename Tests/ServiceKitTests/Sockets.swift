import Foundation
import TestTools

/// A client that behaves worse than a library would.
enum Sockets {
    /// Connects to 127.0.0.1, sends text and closes at once with a reset.
    static func sendAndClose(_ text: String, port: Int) throws {
        let socket = try LoopbackSocket.connected(to: port)
        defer { socket.close() }
        guard socket.write(Array(text.utf8)) else { throw POSIXError(.EPIPE) }
        var lingering = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket.descriptor, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
    }
}
