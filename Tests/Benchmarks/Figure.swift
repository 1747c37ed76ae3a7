import Foundation

/// What all rounds found of one thing: medians, and the range, so that one sees the noise.
struct Figure: Encodable {
    let name: String
    let unit: String
    let median: Double
    let least: Double
    let most: Double
    let bareMedian: Double?
    let bareLeast: Double?
    let bareMost: Double?
    /// The median of each round's ratio of ours to the bare statements.
    let ratio: Double?

    /// Of the samples of one name.
    init(_ samples: [Sample]) {
        let values = samples.map(\.value)
        let bare = samples.compactMap(\.bare)
        name = samples[0].name
        unit = samples[0].unit
        (median, least, most) = (values.median, values.min() ?? .nan, values.max() ?? .nan)
        bareMedian = bare.isEmpty ? nil : bare.median
        (bareLeast, bareMost) = (bare.min(), bare.max())
        ratio = bare.isEmpty ? nil : samples.compactMap { sample in sample.bare.map { sample.value / $0 } }.median
    }

    static func json(_ figures: [Figure]) throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return String(decoding: try encoder.encode(figures), as: UTF8.self)
    }

    static func table(_ figures: [Figure]) -> String {
        let rows = [["measure", "unit", "ours", "(range)", "bare SQL", "(range)", "ratio"]] + figures.map(\.row)
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    // MARK: - Private

    private var row: [String] {
        [
            name, unit, Self.text(median), "\(Self.text(least))–\(Self.text(most))",
            bareMedian.map(Self.text) ?? "",
            bareLeast.map { "\(Self.text($0))–\(Self.text(bareMost ?? $0))" } ?? "",
            ratio.map { String(format: "%.2f", $0) } ?? "",
        ]
    }

    private static func text(_ value: Double) -> String {
        String(format: value < 100 ? "%.2f" : "%.0f", value)
    }
}

extension [Double] {
    var median: Double {
        let sorted = sorted()
        guard !isEmpty else { return .nan }
        return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    }

    func percentile(_ percent: Int) -> Double {
        let sorted = sorted()
        return isEmpty ? .nan : sorted[Swift.min(count - 1, count * percent / 100)]
    }
}
