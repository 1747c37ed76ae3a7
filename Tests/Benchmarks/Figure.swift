import Foundation

/// A measured figure, and what the bare SQL statements reach.
struct Figure: Encodable {
    let name: String
    let value: Double
    let unit: String
    /// What pgbench reaches with the bare statements; nil where nothing compares.
    let bare: Double?

    /// Ours by the bare one.
    var ratio: Double? { bare.map { value / $0 } }

    static func json(_ figures: [Figure]) throws -> String {
        struct Line: Encodable {
            let name: String, value: Double, unit: String, bare: Double?, ratio: Double?
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let lines = figures.map {
            Line(name: $0.name, value: $0.value, unit: $0.unit, bare: $0.bare, ratio: $0.ratio)
        }
        return String(decoding: try encoder.encode(lines), as: UTF8.self)
    }

    static func table(_ figures: [Figure]) -> String {
        let head = ["measure", "value", "unit", "bare SQL", "ratio"]
        let rows = figures.map { figure in
            [
                figure.name, text(figure.value), figure.unit, figure.bare.map(text) ?? "-",
                figure.ratio.map { String(format: "%.2f", $0) } ?? "-",
            ]
        }
        let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
        return ([head] + rows).map { row in
            zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    private static func text(_ value: Double) -> String {
        String(format: value < 100 ? "%.2f" : "%.0f", value)
    }
}
