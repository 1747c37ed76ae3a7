import Foundation

/// One connection through a forwarder: what each side sent and the other has not taken yet.
struct Route {
    private let sides: (Socket, Socket)
    private var pending: ([UInt8], [UInt8]) = ([], [])
    private(set) var isOver = false

    init(_ first: Socket, _ second: Socket) { sides = (first, second) }

    /// What there is to wait for on either side: to read while there is nothing left to hand on, to write otherwise.
    var waits: [pollfd] {
        let first = (pending.0.isEmpty ? POLLIN : 0) | (pending.1.isEmpty ? 0 : Int32(POLLOUT))
        let second = (pending.1.isEmpty ? POLLIN : 0) | (pending.0.isEmpty ? 0 : Int32(POLLOUT))
        return [
            pollfd(fd: sides.0.descriptor, events: Int16(first), revents: 0),
            pollfd(fd: sides.1.descriptor, events: Int16(second), revents: 0),
        ]
    }

    /// Hands on what can be handed on; when either side has ended, so does the other.
    mutating func move() {
        guard Self.move(from: sides.0, to: sides.1, &pending.0), Self.move(from: sides.1, to: sides.0, &pending.1)
        else {
            return close()
        }
    }

    mutating func close() {
        guard !isOver else { return }
        sides.0.close()
        sides.1.close()
        isOver = true
    }

    /// False when one of the two has ended.
    private static func move(from source: Socket, to target: Socket, _ pending: inout [UInt8]) -> Bool {
        if pending.isEmpty {
            guard let bytes = source.read() else { return false }
            pending = bytes
        }
        guard !pending.isEmpty else { return true }
        guard let written = target.write(pending) else { return false }
        pending.removeFirst(written)
        return true
    }
}
