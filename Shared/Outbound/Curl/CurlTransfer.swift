import CLibCurl
import Synchronization

/// One libcurl easy handle with everything that must outlive the transfer.
///
/// `@unchecked Sendable`: one task builds it and hands it to the engine; from then until `onComplete` is called only the
/// engine's thread touches it, and the engine's mutex orders both hand-overs. libcurl asks for no more: "never use the
/// same handle in two threads at the same time" (libcurl-thread(3)).
final class CurlTransfer: @unchecked Sendable {
    let easy: UnsafeMutableRawPointer
    let exchange: any CurlExchange
    /// Called once, on the engine's thread, with libcurl's result; nil when the transfer was cancelled.
    var onComplete: ((CURLcode?) -> Void)?
    /// Set from any thread; a cancellation that overtakes the start is not lost.
    let isCancelled = Atomic(false)
    /// Whether a cancelled transfer is ended from libcurl's progress callback instead of being taken out: libcurl 7.88 ends
    /// an SMTP upload that is taken out with the final dot, so that half a mail would be delivered.
    private(set) var endsByAbort = false

    private let errorText: UnsafeMutablePointer<CChar>
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private var pinned: UnsafeMutableRawBufferPointer?

    init(exchange: any CurlExchange) throws(CurlSetupError) {
        CurlLibrary.start
        guard let easy = curl_easy_init() else { throw CurlSetupError(code: CURLE_OUT_OF_MEMORY) }
        self.easy = easy
        self.exchange = exchange
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try set(CURLOPT_NOSIGNAL, 1)
        try check(curl_setopt_pointer(easy, CURLOPT_ERRORBUFFER, errorText))
        try installCallbacks()
    }

    deinit {
        curl_easy_cleanup(easy)
        for list in lists { curl_slist_free_all(list) }
        pinned?.deallocate()
        errorText.deallocate()
    }

    /// What libcurl wrote about the failure; the general sentence for `code` where it wrote nothing.
    func failureText(_ code: CURLcode) -> String {
        let detail = String(cString: errorText)
        return detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
    }

    func set(_ option: CURLoption, _ value: Int) throws(CurlSetupError) {
        try check(curl_setopt_long(easy, option, value))
    }

    func set(_ option: CURLoption, _ value: String) throws(CurlSetupError) {
        try check(curl_setopt_string(easy, option, value))
    }

    func set(_ option: CURLoption, _ duration: Duration) throws(CurlSetupError) {
        let milliseconds = duration / .milliseconds(1)
        try set(option, Int(min(max(milliseconds.rounded(.up), 1), Double(Int32.max))))
    }

    /// Gives libcurl a list of strings, such as header lines.
    func set(_ option: CURLoption, _ values: [String]) throws(CurlSetupError) {
        var list: UnsafeMutablePointer<curl_slist>?
        for value in values {
            guard let longer = curl_slist_append(list, value) else {
                curl_slist_free_all(list)
                throw CurlSetupError(code: CURLE_OUT_OF_MEMORY)
            }
            list = longer
        }
        guard let list else { return }
        lists.append(list)
        try check(curl_setopt_list(easy, option, list))
    }

    /// Sends `body` as it is; libcurl reads it where it lies and can send it again on another connection.
    func setPostFields(_ body: [UInt8]) throws(CurlSetupError) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(body.count, 1), alignment: 1)
        copy.copyBytes(from: body)
        pinned = copy
        try check(curl_setopt_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
        try check(curl_setopt_pointer(easy, CURLOPT_POSTFIELDS, copy.baseAddress))
    }

    func setSize(_ option: CURLoption, _ bytes: Int) throws(CurlSetupError) {
        try check(curl_setopt_offset(easy, option, curl_off_t(bytes)))
    }

    func info(_ info: CURLINFO) -> Int {
        var value = 0
        return curl_getinfo_long(easy, info, &value) == CURLE_OK ? value : 0
    }

    /// Has libcurl ask about once a second whether to go on, and ends the transfer that way when it is cancelled.
    func endByAbort() throws(CurlSetupError) {
        endsByAbort = true
        try observeProgress()
    }

    // MARK: - Private

    private func check(_ code: CURLcode) throws(CurlSetupError) {
        guard code == CURLE_OK else { throw CurlSetupError(code: code) }
    }
}

/// libcurl did not take an option: the value is malformed, or memory is short.
struct CurlSetupError: Error {
    let code: CURLcode
    var message: String { String(cString: curl_easy_strerror(code)) }
}
