internal import Foundation

/// Addresses with a query, percent-encoded by RFC 3986.
public enum PageQuery {
    private static let plain = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    /// A text as part of a path or a query.
    public static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }

    /// The path with the values that are there; ends with `?` or `&` when `open`, so that one more can be put behind.
    public static func address(_ path: String, _ values: [(String, String?)], open: Bool = false) -> String {
        let pairs = values.compactMap { name, value in
            value.flatMap { $0.isEmpty ? nil : "\(name)=\(encoded($0))" }
        }
        let query = pairs.joined(separator: "&")
        if query.isEmpty { return open ? path + "?" : path }
        return "\(path)?\(query)\(open ? "&" : "")"
    }
}
