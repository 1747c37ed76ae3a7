public import Configuration
public import Foundation

/// How a service serves HTTP.
public struct HTTPSettings: Sendable {
    /// The address to listen on.
    public var host: String
    /// The port to listen on; 0 lets the system choose.
    public var port: Int
    /// What people reach the service under: in links, and to decide whether cookies are Secure.
    public var publicURL: URL
    /// The most bytes of a request body, where a route sets no other limit.
    public var bodyLimit: Int
    /// The most time until a response begins.
    public var timeLimit: Duration
    /// Requests a second that one client may send on average; 0 sets no limit.
    public var rateLimit: Double
    /// Requests that one client may send at once.
    public var rateBurst: Int
    /// Connections held at a time.
    public var connectionLimit: Int
    /// How long a connection may idle.
    public var idleTimeout: Duration
    /// Proxies whose `X-Forwarded-For` is believed.
    public var trustedProxies: Set<String>

    /// Reads the settings; `port` is the service's own default.
    public init(_ config: ConfigReader, port: Int) throws {
        let keys = Keys(port: port)
        host = try config.value(keys.host)
        self.port = try config.value(keys.port)
        bodyLimit = try config.value(keys.bodyLimit)
        timeLimit = try config.value(keys.timeLimit)
        rateLimit = try config.value(keys.rateLimit)
        rateBurst = try config.value(keys.rateBurst)
        connectionLimit = try config.value(keys.connectionLimit)
        idleTimeout = try config.value(keys.idleTimeout)
        let proxies = try config.value(keys.trustedProxies).split(separator: ",")
        trustedProxies = Set(proxies.map { $0.trimmingCharacters(in: .whitespaces) })
        publicURL = try config.value(keys.publicURL)
    }

    /// What `--help` says of them.
    public static func settings(port: Int) -> [SettingDescription] { Keys(port: port).descriptions }

    private struct Keys {
        let host = Setting("http.host", .text, default: "127.0.0.1", about: "Address to listen on.")
        let port: Setting<Int>
        let publicURL: Setting<URL>
        let bodyLimit = Setting(
            "http.body.limit", .integer(in: 1024...268_435_456), default: 1 << 20,
            about: "Most bytes of a request body, where a route sets no other limit.")
        let timeLimit = Setting(
            "http.time.limit", .duration(in: .milliseconds(100) ... .seconds(3600)), default: .seconds(30),
            about: "Most time until a response begins.")
        let rateLimit = Setting(
            "http.rate.limit", .number(in: 0...1_000_000), default: 200.0, text: "200",
            about: "Requests a second that one client may send on average; 0 sets no limit.")
        let rateBurst = Setting(
            "http.rate.burst", .integer(in: 1...1_000_000), default: 400,
            about: "Requests that one client may send at once.")
        let connectionLimit = Setting(
            "http.connection.limit", .integer(in: 1...100_000), default: 1024, about: "Connections held at a time.")
        let idleTimeout = Setting(
            "http.idle.timeout", .duration(in: .seconds(1) ... .seconds(3600)), default: .seconds(60),
            about: "How long a connection may idle.")
        let trustedProxies = Setting(
            "http.trusted.proxies", .text, default: "127.0.0.1,::1",
            about: "Addresses of proxies whose X-Forwarded-For is believed, separated by commas.")

        init(port: Int) {
            self.port = Setting("http.port", .integer(in: 0...65535), default: port, about: "Port to listen on.")
            publicURL = Setting(
                "public.url", .url(), default: HTTPSettings.localURL(port: port), text: "http://127.0.0.1:\(port)",
                about: "What people reach the service under; https makes cookies Secure.")
        }

        var descriptions: [SettingDescription] {
            [
                host.description, port.description, publicURL.description, bodyLimit.description, timeLimit.description,
                rateLimit.description, rateBurst.description, connectionLimit.description, idleTimeout.description,
                trustedProxies.description,
            ]
        }
    }

    private static func localURL(port: Int) -> URL {
        var parts = URLComponents()
        parts.scheme = "http"
        parts.host = "127.0.0.1"
        parts.port = port
        guard let url = parts.url else { preconditionFailure("http://127.0.0.1:\(port) is a URL") }
        return url
    }
}
