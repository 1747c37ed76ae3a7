import CLibCurl

/// libcurl's own start, which must come before any other call and is made once for the process.
enum CurlLibrary {
    static let start: Void = { _ = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) }()
}
