import Foundation

/// Ports of 127.0.0.1 for processes that are about to be started.
public enum FreePort {
    /// One that nobody has. It stays reserved as long as this process lives: other tests look for ports at the same time, and a
    /// process that is started on one of theirs would find another's answers there.
    public static func find() throws -> Int {
        for _ in 0..<100 {
            // Below those that the system gives to outgoing connections (ip_local_port_range): one of these would take it
            // before it is listened on.
            let port = Int.random(in: 10_000..<30_000)
            guard let socket = try? LoopbackSocket.bound(to: port) else { continue }
            // Bound, without listening, it keeps others from binding, but for those that reuse addresses, as servers do
            // (socket(7)). It is left open.
            socket.set(SOL_SOCKET, SO_REUSEADDR)
            return port
        }
        throw Subprocess.Failure("no free port")
    }
}
