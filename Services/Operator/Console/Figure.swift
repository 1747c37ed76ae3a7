/// Numbers as people read them.
enum Figure {
    /// With commas between thousands.
    static func count(_ number: Int) -> String {
        var digits = String(abs(number))
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits = String(digits.dropLast(3))
        }
        return (number < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }

    /// The bound with a plus where counting ended at it.
    static func bounded(_ number: Int64, _ bound: Int) -> String {
        number >= bound ? count(bound) + "+" : count(Int(number))
    }

    /// With one decimal.
    static func seconds(_ seconds: Double) -> String {
        let tenths = Int((seconds * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// Megabytes with one decimal.
    static func megabytes(_ bytes: Int) -> String { seconds(Double(bytes) / 1e6) }

    /// Minutes and seconds.
    static func clock(_ seconds: Double) -> String {
        let whole = max(0, Int(seconds.rounded()))
        return "\(whole / 60):\(whole % 60 < 10 ? "0" : "")\(whole % 60)"
    }
}
