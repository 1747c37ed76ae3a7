import Foundation
import TestTools

/// A TCP socket of 127.0.0.1 that never blocks.
struct Socket: Sendable {
    let descriptor: Int32

    /// One that others can connect to.
    static func listening() throws -> Socket {
        // A port that was asked for by its number is kept while nobody listens on it.
        let any = try bound(to: 0)
        let port = try any.port
        any.close()
        let socket = try bound(to: port)
        guard socket.listen() else { throw Subprocess.Failure("nobody can listen: errno \(errno)") }
        socket.prepare()
        return socket
    }

    /// Lets others connect; whether it can.
    func listen() -> Bool { Glibc.listen(descriptor, 64) == 0 }

    /// Lets nobody connect until it listens again; the port stays its own.
    func refuse() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// One that is connected; nil when nobody listens there.
    static func connected(to port: Int) -> Socket? {
        let socket = Socket(descriptor: Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
        var address = address(port: port)
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                connect(socket.descriptor, raw, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            socket.close()
            return nil
        }
        socket.prepare()
        return socket
    }

    var port: Int {
        get throws {
            var address = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let status = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
            }
            guard status == 0 else { throw Subprocess.Failure("a socket without a port: errno \(errno)") }
            return Int(UInt16(bigEndian: address.sin_port))
        }
    }

    /// The next who wants to connect; nil when there is nobody.
    func accept() -> Socket? {
        let descriptor = Glibc.accept(descriptor, nil, nil)
        guard descriptor >= 0 else { return nil }
        let socket = Socket(descriptor: descriptor)
        socket.prepare()
        return socket
    }

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

    func close() { _ = Glibc.close(descriptor) }

    // MARK: - Private

    private static func bound(to port: Int) throws -> Socket {
        let socket = Socket(descriptor: Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
        // Also while connections that came in through it are about to end.
        socket.set(SOL_SOCKET, SO_REUSEADDR)
        var address = address(port: port)
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(socket.descriptor, raw, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw Subprocess.Failure("no port to listen on: errno \(errno)") }
        return socket
    }

    /// Not inherited by workers, which would keep connections open that are to break.
    private func prepare() {
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        set(Int32(IPPROTO_TCP), TCP_NODELAY)
    }

    private func set(_ level: Int32, _ option: Int32) {
        var yes: Int32 = 1
        setsockopt(descriptor, level, option, &yes, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func address(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        address.sin_port = in_port_t(port).bigEndian
        return address
    }
}
