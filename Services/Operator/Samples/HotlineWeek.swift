import Foundation
import Models

/// A week of generated hotline requests, in the order they came in.
struct HotlineWeek: Sendable {
    static let columns = [
        "external_id", "received_at", "kind", "handling", "summary", "content", "region_code", "contact_name",
        "contact_phone",
    ]

    private let week: ISOWeek
    private let seed: UInt64
    private let counts: HotlineCounts
    private let regions: SampleRegions

    init(week: ISOWeek, seed: UInt64, total: Int?, regions: SampleRegions) {
        self.week = week
        self.seed = seed
        counts = HotlineCounts.bulletin.scaled(to: total ?? HotlineCounts.total(of: week))
        self.regions = regions
    }

    /// Hands the CSV to `sink` in pieces.
    func write(to sink: ([UInt8]) throws -> Void) throws {
        var random = SampleRandom(seed: seed, text: week.description)
        let times = HotlineTimes(week: week).draw(counts.total, &random)
        var order = counts.parts.flatMap { part in Array(repeating: part, count: part.count) }
        random.shuffle(&order)
        var writer = CSVWriter()
        writer.write(Self.columns)
        for (index, part) in order.enumerated() {
            writer.write(row(index, part, times[index], &random))
            if writer.bytes.count > 1 << 18 { try sink(writer.take()) }
        }
        try sink(writer.take())
    }

    // MARK: - Private

    private func row(
        _ index: Int, _ part: HotlineCounts.Part, _ time: Date, _ random: inout SampleRandom
    ) -> [String] {
        let region = regions.draw(&random)
        let text = HotlineTexts.draw(part.kind, place: region.name, &random)
        return [
            identifier(index), RFC3339.string(time, offset: 28_800), part.kind.rawValue, part.handling.rawValue,
            text.summary, text.content, region.code, SampleNames.draw(&random), SampleNames.phone(&random),
        ]
    }

    /// `HL-2024W28-000001`, with the seed where there is one: other seeds are other requests.
    private func identifier(_ index: Int) -> String {
        let number = String(index + 1)
        let padded = String(repeating: "0", count: max(0, 6 - number.count)) + number
        let week = week.description.filter { $0 != "-" }
        return seed == 0 ? "HL-\(week)-\(padded)" : "HL-\(week)-S\(seed)-\(padded)"
    }
}
