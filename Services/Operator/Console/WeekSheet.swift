import Foundation

/// A week's figures on one screen.
struct WeekSheet {
    private let figures: JSONValue

    init(_ figures: JSONValue) { self.figures = figures }

    var lines: [String] {
        var lines = [
            "\(figures["week"].text)  \(figures["from"].text) – \(figures["to"].text), \(workdays)",
            "received \(figures["received"].text), daily average \(figures["daily_average"].text), \(change)",
        ]
        lines += table("handling") + table("kinds") + rates
        return lines
    }

    // MARK: - Private

    private var workdays: String {
        figures["workdays"] == .null ? "working days unknown" : "\(figures["workdays"].text) working days"
    }

    private var change: String {
        guard case .number(let percent) = figures["change_from_previous_week_percent"] else {
            return "no week before to compare with"
        }
        return "\(Self.percent(percent, signed: true)) from the week before"
    }

    private func table(_ key: String) -> [String] {
        guard !figures[key].items.isEmpty else { return [] }
        var table = TextTable([key, "count", "share"])
        for item in figures[key].items {
            table.add([item["name"].text, item["count"].text, Self.share(item["share_percent"])])
        }
        return [""] + table.lines
    }

    private var rates: [String] {
        guard case .object(let rates) = figures["rates"], !rates.isEmpty else { return [] }
        var table = TextTable(["rate", "of", "percent"])
        for name in rates.keys.sorted() {
            let rate = rates[name] ?? .null
            let fraction = "\(rate["numerator"].text)/\(rate["denominator"].text)"
            table.add([name.replacingOccurrences(of: "_", with: " "), fraction, Self.share(rate["percent"])])
        }
        return [""] + table.lines
    }

    /// A percentage with two decimals; a dash where there is none, for a rate of nothing is not 0.
    private static func share(_ value: JSONValue) -> String {
        if case .number(let percent) = value { Self.percent(percent, signed: false) } else { "—" }
    }

    private static func percent(_ value: Double, signed: Bool) -> String {
        let hundredths = Int((abs(value) * 100).rounded())
        let sign = value < 0 && hundredths > 0 ? "−" : signed ? "+" : ""
        let fraction = hundredths % 100
        return "\(sign)\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction) %"
    }
}
