import CLibCurl

/// Talks HTTP to other systems, on libcurl's thread.
///
/// Redirects are not followed: where a request goes is decided by who configured it. libcurl may send a request a second
/// time when a kept connection turns out closed before any byte of the response, so requests that must take effect only
/// once carry an idempotency key.
public final class HTTPClient: Sendable {
    private let configuration: HTTPClientConfiguration
    private let engine: CurlEngine

    /// A client on the process's one outbound thread; clients are cheap, and share connections.
    public convenience init(_ configuration: HTTPClientConfiguration = .init()) {
        self.init(configuration, engine: .shared)
    }

    /// A client with a time limit of its own and defaults for the rest.
    public convenience init(timeout: Duration) {
        self.init(HTTPClientConfiguration(timeout: timeout))
    }

    init(_ configuration: HTTPClientConfiguration, engine: CurlEngine) {
        self.configuration = configuration
        self.engine = engine
    }

    /// Sends a request and gives back the whole response, whatever its status.
    ///
    /// - Throws: `HTTPClientError` when there is no whole response, `CancellationError` when the task was cancelled.
    public func send(_ request: HTTPClientRequest) async throws -> HTTPClientResponse {
        let exchange = HTTPExchange(limit: request.responseLimit ?? configuration.responseLimit)
        let server = ServerName(request.url)
        let transfer = try HTTPTransferBuilder(configuration).transfer(for: request, exchange: exchange)
        let code = try await engine.perform(transfer)
        if exchange.isTooLarge {
            throw HTTPClientError(
                .responseTooLarge, message: "the response exceeds \(exchange.limit) bytes", server: server.text)
        }
        guard code == CURLE_OK else {
            throw HTTPClientError(.init(code), message: transfer.failureText(code), server: server.text)
        }
        return HTTPClientResponse(status: exchange.status, headers: exchange.headers, body: exchange.body)
    }
}
