public import Foundation

extension SettingParser where Value == Duration {
    /// A time with its unit: `250ms`, `30s`, `5m`, `2h`, `1d`.
    public static func duration(in range: ClosedRange<Duration>) -> Self {
        let expected = "a time from \(range.lowerBound.settingText) to \(range.upperBound.settingText), such as 30s"
        return SettingParser(expected) { text throws(SettingRefusal) in
            let digits = text.prefix { $0.isASCII && $0.isNumber }
            guard let number = Int64(digits), number <= 1_000_000_000 else {
                throw SettingRefusal("is not a time")
            }
            let duration: Duration
            switch text.dropFirst(digits.count) {
            case "ms": duration = .milliseconds(number)
            case "s": duration = .seconds(number)
            case "m": duration = .seconds(number * 60)
            case "h": duration = .seconds(number * 3600)
            case "d": duration = .seconds(number * 86_400)
            case "": throw SettingRefusal("has no unit (ms, s, m, h or d)")
            default: throw SettingRefusal("has an unknown unit")
            }
            guard range.contains(duration) else { throw SettingRefusal("is out of range") }
            return duration
        }
    }
}

extension SettingParser where Value == TimeZone {
    /// A zone of the IANA database.
    public static var timeZone: Self {
        SettingParser("an IANA time zone, such as Asia/Shanghai") { text throws(SettingRefusal) in
            guard TimeZone.knownTimeZoneIdentifiers.contains(text) || text == "UTC",
                let zone = TimeZone(identifier: text)
            else { throw SettingRefusal("is not a known time zone") }
            return zone
        }
    }
}

extension SettingParser where Value == URL {
    /// An absolute URL of one of the schemes, with a host and without user, query or fragment.
    public static func url(schemes: [String] = ["http", "https"]) -> Self {
        SettingParser("a URL such as \(schemes.last ?? "https")://host.example") { text throws(SettingRefusal) in
            guard let parts = URLComponents(string: text), let url = parts.url, let scheme = parts.scheme,
                let host = parts.host, !host.isEmpty
            else { throw SettingRefusal("is not a URL") }
            guard schemes.contains(scheme.lowercased()) else {
                throw SettingRefusal("has another scheme than \(schemes.joined(separator: " or "))")
            }
            guard parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil else {
                throw SettingRefusal("carries a user, a query or a fragment")
            }
            return url
        }
    }
}

extension Duration {
    /// The shortest form that a setting takes: `30s`, `250ms`, `2h`.
    public var settingText: String {
        let milliseconds = components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
        for (unit, size) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000)] as [(String, Int64)]
        where milliseconds >= size && milliseconds % size == 0 {
            return "\(milliseconds / size)\(unit)"
        }
        return "\(milliseconds)ms"
    }
}
