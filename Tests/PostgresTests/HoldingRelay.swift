import Dispatch
import Foundation
import Synchronization

/// A port that passes connections on to a server, and can hold back what the client of the first one says.
final class HoldingRelay: Sendable {
    let port: Int
    /// Yields when something is held back, and when a later connection is over.
    let held: AsyncStream<Void>, passed: AsyncStream<Void>
    private let server: Int
    private let listener: Int32
    private let isHolding = Atomic(false)
    private let released = DispatchSemaphore(value: 0)
    private let holding: AsyncStream<Void>.Continuation, passing: AsyncStream<Void>.Continuation

    init(to server: Int) throws {
        self.server = server
        (held, holding) = AsyncStream.makeStream()
        (passed, passing) = AsyncStream.makeStream()
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        var address = Self.address(0)
        let status = withUnsafeMutablePointer(to: &address) { [listener] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) | listen(listener, 16) | getsockname(listener, $0, &size)
            }
        }
        guard listener >= 0, status == 0 else { throw POSIXError(.EIO) }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in accept() }
    }

    /// Holds back what comes next.
    func hold() { isHolding.store(true, ordering: .releasing) }

    /// Passes on what was held back.
    func release() {
        isHolding.store(false, ordering: .releasing)
        released.signal()
    }

    /// Takes no more connections.
    func close() { shutdown(listener, Int32(SHUT_RDWR)) }

    // MARK: - Private

    private func accept() {
        var isFirst = true
        while case let client = Glibc.accept(listener, nil, nil), client >= 0 {
            let upstream = connect()
            Thread.detachNewThread { [self, isFirst] in pump(client, upstream, isHeld: isFirst) }
            Thread.detachNewThread { [self, isFirst] in
                pump(upstream, client, isHeld: false)
                if !isFirst { passing.yield() }
            }
            isFirst = false
        }
        Glibc.close(listener)
    }

    private func connect() -> Int32 {
        let upstream = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.address(server)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(upstream, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return upstream
    }

    private func pump(_ source: Int32, _ target: Int32, isHeld: Bool) {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = read(source, &buffer, buffer.count), count > 0 {
            if isHeld, isHolding.load(ordering: .acquiring) {
                holding.yield()
                released.wait()
            }
            guard send(target, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
        }
        shutdown(target, Int32(SHUT_WR))
    }

    private static func address(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        address.sin_port = in_port_t(port).bigEndian
        return address
    }
}
