public import Foundation

extension TimeZone {
    /// Asia/Shanghai, the zone of every date shown to people unless configured: UTC+8, without summer time since 1992.
    public static let shanghai = TimeZone(identifier: "Asia/Shanghai") ?? TimeZone(secondsFromGMT: 28_800) ?? .gmt
}
