/// A request to another system.
public struct HTTPClientRequest: Sendable {
    /// The method.
    public var method: HTTPMethod
    /// The absolute URL, `http` or `https`.
    public var url: String
    /// The header fields. `Host` and `Content-Length` are added by themselves.
    public var headers: HTTPHeaders
    /// The body; empty for none.
    public var body: [UInt8]
    /// The time for all of it, in place of the client's; nil keeps the client's.
    public var timeout: Duration?
    /// The largest response body accepted, in bytes, in place of the client's; nil keeps the client's.
    public var responseLimit: Int?

    /// Assembles a request.
    public init(
        method: HTTPMethod = .get, url: String, headers: HTTPHeaders = [:], body: [UInt8] = [],
        timeout: Duration? = nil, responseLimit: Int? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.responseLimit = responseLimit
    }
}
