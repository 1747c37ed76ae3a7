import CLibCurl

/// Turns a request into a transfer, and refuses what would not arrive as it was meant.
struct HTTPTransferBuilder {
    private let configuration: HTTPClientConfiguration

    init(_ configuration: HTTPClientConfiguration) { self.configuration = configuration }

    func transfer(for request: HTTPClientRequest, exchange: any CurlExchange) throws(HTTPClientError) -> CurlTransfer {
        try check(request)
        do {
            let transfer = try CurlTransfer(exchange: exchange)
            try setTarget(transfer, request)
            try setBehaviour(transfer, timeout: request.timeout ?? configuration.timeout)
            try transfer.set(CURLOPT_HTTPHEADER, headerLines(request))
            return transfer
        } catch {
            throw invalid(error.message, request)
        }
    }

    // MARK: - Private

    private func check(_ request: HTTPClientRequest) throws(HTTPClientError) {
        guard request.url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw invalid("the URL has a blank or a control character", request)
        }
        guard Self.isToken(request.method.rawValue) else { throw invalid("the method is not a token", request) }
        for field in request.headers.fields {
            guard Self.isToken(field.name) else { throw invalid("a header name is not a token", request) }
            guard field.value.utf8.allSatisfy({ $0 != 0x0D && $0 != 0x0A && $0 != 0 }) else {
                throw invalid("header \(field.name) has a line break or NUL", request)
            }
        }
    }

    private func setTarget(_ transfer: CurlTransfer, _ request: HTTPClientRequest) throws(CurlSetupError) {
        try transfer.set(CURLOPT_URL, request.url)
        try transfer.set(CURLOPT_PROTOCOLS_STR, "http,https")
        switch request.method {
        case .get where request.body.isEmpty: try transfer.set(CURLOPT_HTTPGET, 1)
        case .head: try transfer.set(CURLOPT_NOBODY, 1)
        default:
            if !request.body.isEmpty || request.method != .delete { try transfer.setPostFields(request.body) }
            try transfer.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        }
    }

    private func setBehaviour(_ transfer: CurlTransfer, timeout: Duration) throws(CurlSetupError) {
        try transfer.set(CURLOPT_CONNECTTIMEOUT_MS, configuration.connectTimeout)
        try transfer.set(CURLOPT_TIMEOUT_MS, timeout)
        try transfer.set(CURLOPT_PROXY, configuration.proxy ?? "")
        try transfer.set(CURLOPT_USERAGENT, configuration.userAgent)
        if let file = configuration.authorityFile { try transfer.set(CURLOPT_CAINFO, file) }
    }

    /// "Name;" is libcurl's spelling of an empty value, "Name:" removes a header that libcurl would add by itself.
    private func headerLines(_ request: HTTPClientRequest) -> [String] {
        var lines = request.headers.fields.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        for name in ["Expect", "Content-Type"] where request.headers[name] == nil { lines.append("\(name):") }
        return lines
    }

    private func invalid(_ message: String, _ request: HTTPClientRequest) -> HTTPClientError {
        HTTPClientError(.invalidRequest, message: message, server: ServerName(request.url).text)
    }

    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
    }
}
