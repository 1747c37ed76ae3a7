import Foundation

/// Scheme, host and port of a URL: all of it that may be logged.
struct ServerName {
    let text: String

    init(_ url: String) {
        guard let parts = URLComponents(string: url), let host = parts.host else {
            text = "malformed URL"
            return
        }
        let port = parts.port.map { ":\($0)" } ?? ""
        text = "\(parts.scheme ?? "http")://\(host)\(port)"
    }
}
