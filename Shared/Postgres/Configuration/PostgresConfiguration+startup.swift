extension PostgresConfiguration {
    /// What libpq is given: the connection string's keywords and ours.
    func startupKeywords() -> [(keyword: String, value: String)] {
        var settings = keywords.filter { !["application_name", "connect_timeout"].contains($0.keyword) }
        func setDefault(_ keyword: String, _ value: String) {
            if !settings.contains(where: { $0.keyword == keyword }) { settings.append((keyword, value)) }
        }
        settings.append(("application_name", applicationName))
        settings.append(("connect_timeout", String(max(2, connectTimeout.roundedUpSeconds))))
        settings.removeAll { $0.keyword == "client_encoding" }
        settings.append(("client_encoding", "UTF8"))
        // A peer that vanished without a word is noticed in about half a minute.
        setDefault("keepalives_idle", "15")
        setDefault("keepalives_interval", "5")
        setDefault("keepalives_count", "3")
        setDefault("tcp_user_timeout", "30000")
        if preparedStatements, statementTimeout > .zero {
            let given = settings.last { $0.keyword == "options" }.map { $0.value + " " } ?? ""
            settings.removeAll { $0.keyword == "options" }
            settings.append(("options", "\(given)-c statement_timeout=\(statementTimeout.milliseconds)"))
        }
        return settings
    }
}

extension Duration {
    /// Whole milliseconds, at least one where the duration is positive.
    var milliseconds: Int64 {
        let parts = components
        let whole = parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
        return self > .zero ? Swift.max(1, whole) : whole
    }

    var roundedUpSeconds: Int64 { components.seconds + (components.attoseconds > 0 ? 1 : 0) }
}
