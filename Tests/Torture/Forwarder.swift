import Foundation
import Synchronization

/// The network between one worker and a server: a port of 127.0.0.1 that can be cut and stalled, and where nobody listens
/// while the server does not.
final class Forwarder: Sendable {
    enum Weather: Sendable {
        case clear
        /// What is under way waits, in both directions, and so do new connections.
        case stalled
        /// What is open breaks, and nobody gets through.
        case cut
        /// The forwarder itself ends.
        case over
    }

    /// Where the worker connects.
    let port: Int
    private let listener: Socket
    private let target: Int
    private let weather = Mutex(Weather.clear)

    /// Forwards to a port of 127.0.0.1, on a thread of its own, until ``close()``.
    init(to target: Int) throws {
        listener = try Socket.listening()
        port = try listener.port
        self.target = target
        Thread { self.forward() }.start()
    }

    func set(_ weather: Weather) {
        self.weather.withLock { if $0 != .over { $0 = weather } }
    }

    func close() { set(.over) }

    // MARK: - Private

    private func forward() {
        var routes: [Route] = []
        var isServed = true
        while true {
            switch weather.withLock({ $0 }) {
            case .clear:
                if !isServed, let found = Socket.connected(to: target) {
                    found.close()
                    isServed = listener.listen()
                }
                exchange(&routes, &isServed)
            case .stalled:
                usleep(10_000)
            case .cut:
                close(&routes)
                if let refused = listener.accept() { refused.close() } else { usleep(10_000) }
            case .over:
                close(&routes)
                return listener.close()
            }
        }
    }

    /// Waits at most 20 ms until something can be done, and does it.
    private func exchange(_ routes: inout [Route], _ isServed: inout Bool) {
        var waits = [pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0)]
        for route in routes { waits += route.waits }
        if !isServed { waits[0].fd = -1 }
        guard poll(&waits, nfds_t(waits.count), 20) > 0 else { return }
        for index in routes.indices where waits[1 + 2 * index].revents | waits[2 + 2 * index].revents != 0 {
            routes[index].move()
        }
        routes.removeAll { $0.isOver }
        if waits[0].revents != 0, let client = listener.accept() {
            if let server = Socket.connected(to: target) {
                routes.append(Route(client, server))
            } else {
                client.close()
                listener.refuse()
                isServed = false
            }
        }
    }

    private func close(_ routes: inout [Route]) {
        for index in routes.indices { routes[index].close() }
        routes = []
    }
}
