import Foundation
import TestTools

/// A TCP socket of 127.0.0.1 that never blocks.
struct Socket: Sendable {
    private let socket: LoopbackSocket

    var descriptor: Int32 { socket.descriptor }
    var port: Int { get throws { try socket.port } }

    private init(_ socket: LoopbackSocket) {
        self.socket = socket
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        socket.set(Int32(IPPROTO_TCP), TCP_NODELAY)
    }

    /// One that others can connect to.
    static func listening() throws -> Socket {
        // A port that was asked for by its number is kept while nobody listens on it.
        Socket(try .listening(on: FreePort.find()))
    }

    /// Lets others connect; whether it can.
    func listen() -> Bool { socket.listen() }

    /// Lets nobody connect until it listens again; the port stays its own.
    func refuse() { socket.shutdown() }

    /// One that is connected; nil when nobody listens there.
    static func connected(to port: Int) -> Socket? { (try? LoopbackSocket.connected(to: port)).map(Socket.init) }

    /// The next who wants to connect; nil when there is nobody.
    func accept() -> Socket? { socket.accept().map(Socket.init) }

    /// What has arrived, perhaps nothing; nil when the other side has ended.
    func read() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        if count < 0 { return errno == EAGAIN || errno == EINTR ? [] : nil }
        return count == 0 ? nil : Array(buffer[..<count])
    }

    /// How many bytes were taken; nil when the other side has ended.
    func write(_ bytes: [UInt8]) -> Int? {
        let count = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        if count < 0 { return errno == EAGAIN || errno == EINTR ? 0 : nil }
        return count
    }

    func close() { socket.close() }
}
