/// Turns labels of swift-metrics into names that Prometheus accepts.
enum MetricName {
    /// Letters, digits, `_` and `:`; anything else becomes `_`, and a leading digit gets one before it.
    static func plain(_ label: String) -> String { sanitised(label, colon: true) }

    /// A counter's name: it ends in `_total`.
    static func counter(_ label: String) -> String { suffixed(plain(label), "_total") }

    /// A timer's name: it ends in `_seconds`.
    static func timer(_ label: String) -> String { suffixed(plain(label), "_seconds") }

    /// A label's name.
    static func label(_ name: String) -> String { sanitised(name, colon: false) }

    private static func sanitised(_ text: String, colon: Bool) -> String {
        let name = text.unicodeScalars.prefix(200).map { scalar -> Character in
            let isDigit = ("0"..."9").contains(scalar)
            let isLetter = ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
            return isDigit || isLetter || (colon && scalar == ":") ? Character(scalar) : "_"
        }
        guard let first = name.first else { return "_" }
        return first.isNumber ? "_" + String(name) : String(name)
    }

    private static func suffixed(_ name: String, _ suffix: String) -> String {
        name.hasSuffix(suffix) ? name : name + suffix
    }
}
