import Foundation

/// A TCP socket of 127.0.0.1, whose calls block. Processes do not inherit it: they would keep connections open that are to end.
public struct LoopbackSocket: Sendable {
    /// What the system knows it by.
    public let descriptor: Int32

    /// One that others can connect to, at a given port or at any that is free.
    public static func listening(on port: Int = 0) throws -> LoopbackSocket {
        try open("nobody can listen on port \(port)") { socket in
            // Also while connections that came in through this port are about to end.
            socket.set(SOL_SOCKET, SO_REUSEADDR)
            return socket.does(bind, at: port) && socket.listen()
        }
    }

    /// One that has a port and does not listen.
    public static func bound(to port: Int) throws -> LoopbackSocket {
        try open("port \(port) cannot be had") { $0.does(bind, at: port) }
    }

    /// One that is connected to whoever listens on a port.
    public static func connected(to port: Int) throws -> LoopbackSocket {
        try open("no connection to port \(port)") { $0.does(connect, at: port) }
    }

    /// The port that it has itself.
    public var port: Int {
        get throws {
            var address = sockaddr_in()
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let status = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
            }
            guard status == 0 else { throw Subprocess.Failure("a socket without a port: errno \(errno)") }
            return Int(UInt16(bigEndian: address.sin_port))
        }
    }

    /// Lets others connect; whether it can.
    public func listen() -> Bool { Glibc.listen(descriptor, 128) == 0 }

    /// The next who connected; nil when there will be none.
    public func accept() -> LoopbackSocket? {
        let accepted = Glibc.accept(descriptor, nil, nil)
        guard accepted >= 0 else { return nil }
        _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
        return LoopbackSocket(descriptor: accepted)
    }

    /// Some of what the other side sent; nil when there is no more.
    public func read() -> [UInt8]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
            count = max(0, Glibc.read(descriptor, buffer.baseAddress, buffer.count))
        }
        return bytes.isEmpty ? nil : bytes
    }

    /// Sends all of this; false when the other side is gone.
    public func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest.removeFirst(count)
        }
        return true
    }

    /// Says that nothing more will be sent.
    public func finish() { _ = Glibc.shutdown(descriptor, Int32(SHUT_WR)) }

    /// Ends what goes through it, and wakes a thread that waits in ``accept()`` or ``read()``, which then closes it: closed by
    /// another, its number might already be another socket's when that thread comes to it.
    public func shutdown() { _ = Glibc.shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// To be called once: its descriptor may be another's afterwards.
    public func close() { _ = Glibc.close(descriptor) }

    /// Switches an option on.
    public func set(_ level: Int32, _ option: Int32) {
        var yes: Int32 = 1
        setsockopt(descriptor, level, option, &yes, socklen_t(MemoryLayout<Int32>.size))
    }

    // MARK: - Private

    private static func open(_ failure: String, _ prepare: (LoopbackSocket) -> Bool) throws -> LoopbackSocket {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let socket = LoopbackSocket(descriptor: Glibc.socket(AF_INET, type, 0))
        guard prepare(socket) else {
            let reason = errno
            socket.close()
            throw Subprocess.Failure("\(failure): errno \(reason)")
        }
        return socket
    }

    /// Binds or connects it; whether that worked.
    private func does(_ call: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32, at port: Int) -> Bool {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        address.sin_port = in_port_t(port).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                call(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
