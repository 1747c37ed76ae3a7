internal import Foundation
public import Hummingbird
public import Logging
internal import NIOCore
public import ServiceLifecycle

/// The server of a router. `onListening` is told the port it got.
public func httpService(
    _ router: Router<BangbanContext>, _ settings: HTTPSettings, logger: Logger,
    onListening: @escaping @Sendable (_ port: Int) -> Void = { _ in }
) -> some Service {
    let idle = TimeAmount.nanoseconds(settings.idleTimeout.nanoseconds)
    return Application(
        router: router,
        server: .http1(configuration: .init(idleTimeout: idle)),
        configuration: ApplicationConfiguration(
            address: .hostname(settings.host, port: settings.port),
            availableConnectionsDelegate: .maximum(settings.connectionLimit, logger: logger)),
        onServerRunning: { channel in
            logger.info("listening", metadata: ["address": "\(channel.localAddress?.description ?? "?")"])
            onListening(channel.localAddress?.port ?? settings.port)
        },
        logger: logger)
}
