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
            if reserve(port) { return port }
        }
        throw Subprocess.Failure("no free port")
    }

    // MARK: - Private

    /// A socket that is bound and does not listen keeps others from binding, but for those that reuse addresses, as servers do
    /// (socket(7), SO_REUSEADDR). It is left open.
    private static func reserve(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        address.sin_port = in_port_t(port).bigEndian
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(descriptor, raw, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            close(descriptor)
            return false
        }
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        return true
    }
}
