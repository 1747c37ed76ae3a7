/// The code of an administrative division (行政区划代码): GB/T 2260 for region, league and banner, statistical codes below.
public struct RegionCode: Hashable, Sendable {
    /// How far down a code reaches.
    public enum Level: String, CaseIterable, Codable, Comparable, Sendable {
        /// Two digits: a region or province (自治区).
        case region
        /// Four digits: a league or prefecture-level city (盟市).
        case league
        /// Six digits: a banner, county or district (旗县区).
        case banner
        /// Nine digits: a sumu, town or street (苏木乡镇街道).
        case sumu
        /// Twelve digits: a village or neighbourhood (嘎查村社区).
        case village

        /// Wider before narrower.
        public static func < (left: Self, right: Self) -> Bool { left.digits < right.digits }

        /// The number of digits of a code of this level.
        public var digits: Int {
            switch self {
            case .region: 2
            case .league: 4
            case .banner: 6
            case .sumu: 9
            case .village: 12
            }
        }
    }

    /// The digits.
    public let value: String
    /// The level that their number means.
    public let level: Level

    /// Reads a code; its place must have been looked up in the divisions to know whether it exists.
    public init(_ text: String) throws(FieldError) {
        let count = text.utf8.count
        guard let level = Level.allCases.first(where: { $0.digits == count }),
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), text.utf8.first != 0x30
        else {
            throw FieldError(
                field: "region_code", reason: "is not the code of a division",
                expected: "2, 4, 6, 9 or 12 digits, such as 150105")
        }
        value = text
        self.level = level
    }

    private init(unchecked value: String, _ level: Level) {
        self.value = value
        self.level = level
    }

    /// The division it lies in; nil for a region.
    public var parent: RegionCode? { ancestors.last }

    /// The divisions it lies in, widest first, without itself: of 150105001 these are 15, 1501 and 150105.
    public var ancestors: [RegionCode] {
        Level.allCases.filter { $0 < level }.map { RegionCode(unchecked: String(value.prefix($0.digits)), $0) }
    }

    /// Whether another division is this one or lies in it.
    public func contains(_ other: RegionCode) -> Bool { other.value.hasPrefix(value) }
}

extension RegionCode: CustomStringConvertible {
    /// The digits.
    public var description: String { value }
}
