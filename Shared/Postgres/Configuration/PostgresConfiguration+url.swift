import Foundation

extension PostgresConfiguration {
    /// The connection string as a URL, password included, with another database or user where given, and then without the secrets
    /// of the first: for the environment of another process. Never log it.
    package func url(user: String? = nil, database: String? = nil) -> String {
        var settings = keywords.filter { $0.keyword != "user" || user == nil }
        settings.removeAll { user != nil && ConnectionString.secrets.contains($0.keyword) }
        settings.removeAll { $0.keyword == "dbname" && database != nil }
        if let user { settings.append(("user", user)) }
        if let database { settings.append(("dbname", database)) }
        func take(_ keyword: String) -> String? {
            defer { settings.removeAll { $0.keyword == keyword } }
            return settings.last { $0.keyword == keyword }.map { Self.percentEncoded($0.value) }
        }
        var text = "postgresql://"
        if let user = take("user") {
            text += user + (take("password").map { ":" + $0 } ?? "") + "@"
        }
        if settings.allSatisfy({ $0.keyword != "host" || !$0.value.contains(where: { "/,".contains($0) }) }),
            let host = take("host")
        {
            text += (host.contains("%3A") ? "[\(host.replacing("%3A", with: ":"))]" : host)
            if let port = take("port") { text += ":" + port }
        }
        text += "/" + (take("dbname") ?? "")
        let rest = settings.map { "\($0.keyword)=\(Self.percentEncoded($0.value))" }.joined(separator: "&")
        return rest.isEmpty ? text : text + "?" + rest
    }

    private static func percentEncoded(_ text: String) -> String {
        let plain = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: plain) ?? text
    }
}
