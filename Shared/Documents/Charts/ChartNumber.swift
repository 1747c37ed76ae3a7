/// How the numbers of charts are written: grouped by thousands with a comma, as Chinese and English readers both do.
public enum ChartNumber {
    /// `71,184`; a number that is not whole gets one decimal.
    public static func grouped(_ value: Double) -> String {
        guard value.isFinite else { return "—" }
        let tenths = Int((value.magnitude * 10).rounded())
        let digits = String(tenths / 10)
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { grouped.append(",") }
            grouped.append(digit)
        }
        if tenths % 10 != 0 { grouped += ".\(tenths % 10)" }
        return value < 0 && tenths > 0 ? "-" + grouped : grouped
    }
}
