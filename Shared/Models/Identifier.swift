public import Foundation

/// The identity of one `Entity`: a UUID that cannot be mistaken for another entity's.
///
/// New identifiers are version 7 (RFC 9562): they sort by creation time, so B-tree inserts stay at the right edge. Twelve
/// bits tell the fraction of the millisecond (section 6.2, method 3), so that those of one process sort within it too.
public struct Identifier<Entity>: RawRepresentable, Hashable, Sendable {
    /// The UUID behind the identifier.
    public let rawValue: UUID

    /// Wraps a UUID that is already known, such as one read from the database.
    public init(rawValue: UUID) {
        self.rawValue = rawValue
    }

    /// Reads the 36-character form; nil when `text` is not a UUID.
    public init?(_ text: String) {
        guard let uuid = UUID(uuidString: text) else { return nil }
        self.init(rawValue: uuid)
    }

    /// A fresh, time-ordered identifier.
    public static func next() -> Self {
        var generator = SystemRandomNumberGenerator()
        return next(at: Date(), using: &generator)
    }

    /// A fresh identifier for a given moment, with the caller's randomness: reproducible in samples and tests.
    public static func next(at moment: Date, using generator: inout some RandomNumberGenerator) -> Self {
        let (whole, fraction) = modf(max(0, moment.timeIntervalSince1970 * 1000))
        let high = (UInt64(whole) << 16) | 0x7000 | UInt64(fraction * 4096)
        let low = 0x8000_0000_0000_0000 | (generator.next() & 0x3FFF_FFFF_FFFF_FFFF)
        let bytes = withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { UUID(uuid: $0.load(as: uuid_t.self)) }
        return Self(rawValue: bytes)
    }
}

extension Identifier: CustomStringConvertible {
    /// The canonical lower-case form.
    public var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(36)
        withUnsafeBytes(of: rawValue.uuid) { bytes in
            for (index, byte) in bytes.enumerated() {
                if index == 4 || index == 6 || index == 8 || index == 10 { text.append(0x2D) }
                HexDigits.append(byte, to: &text)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension Identifier: Comparable {
    /// Orders by the UUID's bytes, as PostgreSQL does.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension Identifier: Codable {
    /// Reads the identifier from a single string value.
    public init(from decoder: any Decoder) throws {
        self.init(rawValue: try decoder.singleValueContainer().decode(UUID.self))
    }

    /// Writes the identifier as its canonical lower-case string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
