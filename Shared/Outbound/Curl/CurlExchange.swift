/// What one transfer says and hears. Called on the engine's thread only.
protocol CurlExchange: AnyObject {
    /// A header line of an HTTP response, or a reply line of an SMTP server, with its line end.
    func received(header line: UnsafeRawBufferPointer)
    /// A piece of the response's body.
    func received(body bytes: UnsafeRawBufferPointer) -> CurlIntake
    /// Fills `buffer` with the next piece of the request's body.
    func provideBody(into buffer: UnsafeMutableRawBufferPointer) -> CurlSupply
    /// A command went out, such as `MAIL FROM:<…>`: only for exchanges that asked to be told.
    func sent(command: UnsafeRawBufferPointer)
    /// Asked about once a second, also while libcurl waits by itself: false ends the transfer.
    var goesOn: Bool { get }
}

extension CurlExchange {
    func received(header line: UnsafeRawBufferPointer) {}
    func received(body bytes: UnsafeRawBufferPointer) -> CurlIntake { .taken }
    func provideBody(into buffer: UnsafeMutableRawBufferPointer) -> CurlSupply { .bytes(0) }
    func sent(command: UnsafeRawBufferPointer) {}
    var goesOn: Bool { true }
}

/// What became of a piece of the response's body.
enum CurlIntake {
    /// Kept; go on.
    case taken
    /// Not kept: offer the same piece again once the transfer is resumed.
    case later
    /// Refused: end the transfer.
    case refused
}

/// What there is to send next.
enum CurlSupply {
    /// So many bytes were written into the buffer; 0 ends the body.
    case bytes(Int)
    /// Nothing yet: ask again once the transfer is resumed.
    case later
    /// The source failed: end the transfer.
    case failed
}
