import CLibCurl
import Synchronization

extension CurlTransfer {
    /// Has libcurl call the exchange. The handle is cleaned up in `deinit`, so it never calls a transfer that is gone.
    func installCallbacks() throws(CurlSetupError) {
        let itself = Unmanaged.passUnretained(self).toOpaque()
        let codes = [
            curl_setopt_stream(easy, CURLOPT_HEADERFUNCTION, receiveHeader),
            curl_setopt_pointer(easy, CURLOPT_HEADERDATA, itself),
            curl_setopt_stream(easy, CURLOPT_WRITEFUNCTION, receiveBody),
            curl_setopt_pointer(easy, CURLOPT_WRITEDATA, itself),
            curl_setopt_stream(easy, CURLOPT_READFUNCTION, supplyBody),
            curl_setopt_pointer(easy, CURLOPT_READDATA, itself),
        ]
        if let code = codes.first(where: { $0 != CURLE_OK }) { throw CurlSetupError(code: code) }
    }

    /// Tells the exchange every command that goes out, through libcurl's debug callback.
    func observeCommands() throws(CurlSetupError) {
        let itself = Unmanaged.passUnretained(self).toOpaque()
        let codes = [
            curl_setopt_debug(easy, CURLOPT_DEBUGFUNCTION, observe),
            curl_setopt_pointer(easy, CURLOPT_DEBUGDATA, itself),
        ]
        if let code = codes.first(where: { $0 != CURLE_OK }) { throw CurlSetupError(code: code) }
        try set(CURLOPT_VERBOSE, 1)
    }

    /// Has libcurl ask whether to go on, also while it blocks.
    func observeProgress() throws(CurlSetupError) {
        let itself = Unmanaged.passUnretained(self).toOpaque()
        let codes = [
            curl_setopt_progress(easy, CURLOPT_XFERINFOFUNCTION, goOn),
            curl_setopt_pointer(easy, CURLOPT_XFERINFODATA, itself),
        ]
        if let code = codes.first(where: { $0 != CURLE_OK }) { throw CurlSetupError(code: code) }
        try set(CURLOPT_NOPROGRESS, 0)
    }
}

// C function pointers are made of plain functions; each finds its transfer by the pointer it is given.

private func transfer(_ pointer: UnsafeMutableRawPointer?) -> CurlTransfer? {
    pointer.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
}

private func receiveHeader(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ pointer: UnsafeMutableRawPointer?
) -> Int {
    transfer(pointer)?.exchange.received(header: UnsafeRawBufferPointer(start: bytes, count: size * count))
    return size * count
}

private func receiveBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ pointer: UnsafeMutableRawPointer?
) -> Int {
    let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
    switch transfer(pointer)?.exchange.received(body: piece) ?? .refused {
    case .taken: return piece.count
    case .later: return Int(CURL_WRITEFUNC_PAUSE)
    case .refused: return piece.count == 0 ? 1 : 0
    }
}

private func supplyBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ pointer: UnsafeMutableRawPointer?
) -> Int {
    let buffer = UnsafeMutableRawBufferPointer(start: bytes, count: size * count)
    switch transfer(pointer)?.exchange.provideBody(into: buffer) ?? .failed {
    case .bytes(let count): return count
    case .later: return Int(CURL_READFUNC_PAUSE)
    case .failed: return Int(CURL_READFUNC_ABORT)
    }
}

private func observe(
    _ easy: UnsafeMutableRawPointer?, _ kind: curl_infotype, _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int,
    _ pointer: UnsafeMutableRawPointer?
) -> Int32 {
    if kind == CURLINFO_HEADER_OUT {
        transfer(pointer)?.exchange.sent(command: UnsafeRawBufferPointer(start: bytes, count: count))
    }
    return 0
}

private func goOn(
    _ pointer: UnsafeMutableRawPointer?, _ toLoad: curl_off_t, _ loaded: curl_off_t, _ toSend: curl_off_t,
    _ sent: curl_off_t
) -> Int32 {
    guard let transfer = transfer(pointer), !transfer.isCancelled.load(ordering: .acquiring) else { return 1 }
    return transfer.exchange.goesOn ? 0 : 1
}
