/// How a client behaves. Nothing is read from the environment, so that a stray `http_proxy` changes nothing.
public struct HTTPClientConfiguration: Sendable {
    /// The time to reach the server, name look-up and TLS included.
    public var connectTimeout: Duration
    /// The time for a whole exchange.
    public var timeout: Duration
    /// The largest response body accepted, in bytes.
    public var responseLimit: Int
    /// A proxy's URL; nil for none.
    public var proxy: String?
    /// A PEM file of certificate authorities to trust in place of the system's; nil for the system's.
    public var authorityFile: String?
    /// What the client calls itself.
    public var userAgent: String

    /// The defaults: 5 s to connect, 30 s in all, 16 MiB.
    public init(
        connectTimeout: Duration = .seconds(5), timeout: Duration = .seconds(30), responseLimit: Int = 16 << 20,
        proxy: String? = nil, authorityFile: String? = nil, userAgent: String = "bangban"
    ) {
        self.connectTimeout = connectTimeout
        self.timeout = timeout
        self.responseLimit = responseLimit
        self.proxy = proxy
        self.authorityFile = authorityFile
        self.userAgent = userAgent
    }
}
