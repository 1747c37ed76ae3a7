import Crypto
import Foundation
import Models
import ServiceKit

/// A week's figures as they were frozen (定稿): the JSON bytes are the original, everything else follows from them.
struct FrozenWeek: Hashable, Sendable {
    let week: ISOWeek
    let json: [UInt8]
    let figures: WeeklyFigures

    /// Freezes figures at a moment.
    init(freezing figures: WeeklyFigures, at moment: Date) throws {
        var figures = figures
        // To the second, so that the JSON's milliseconds lose nothing.
        figures.frozenAt = Date(timeIntervalSince1970: moment.timeIntervalSince1970.rounded(.down))
        try self.init(week: ISOWeek(figures.week), json: Array(JSONCoding.encoder.encode(figures)))
    }

    /// Takes the bytes of an earlier freeze.
    init(week: ISOWeek, json: [UInt8]) throws {
        self.week = week
        self.json = json
        figures = try JSONCoding.decoder.decode(WeeklyFigures.self, from: Data(json))
    }

    /// SHA-256 of the figures.
    var digest: [UInt8] { Array(SHA256.hash(data: json)) }

    /// The digest in hexadecimal, as printed in the summary.
    var fingerprint: String {
        digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
