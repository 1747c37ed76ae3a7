public import Foundation

/// Reads and writes Internet timestamps (RFC 3339) by hand: a bulk import reads tens of thousands a second.
public enum RFC3339 {
    /// Reads `2024-07-08T09:12:33+08:00`, with `Z`, fractions, or a space for the `T`; nil when it is no timestamp.
    ///
    /// The offset is required: a timestamp without one is a local time (`LocalDateTime`). A leap second counts as the
    /// second before.
    public static func date(_ text: String) -> Date? {
        var text = text
        return text.withUTF8 { date($0) }
    }

    /// Reads a timestamp from its UTF-8 bytes.
    public static func date(_ bytes: UnsafeBufferPointer<UInt8>) -> Date? {
        guard bytes.count >= 20, bytes[4] == dash, bytes[7] == dash, bytes[13] == colon, bytes[16] == colon,
            bytes[10] == 0x54 || bytes[10] == 0x74 || bytes[10] == 0x20,
            let year = number(bytes, 0, 4), let month = number(bytes, 5, 2), let day = number(bytes, 8, 2),
            let hour = number(bytes, 11, 2), let minute = number(bytes, 14, 2), let second = number(bytes, 17, 2),
            hour < 24, minute < 60, second <= 60, let date = LocalDate(year: year, month: month, day: day)
        else { return nil }
        var index = 19
        guard let fraction = fraction(bytes, &index), let offset = offset(bytes, index) else { return nil }
        let seconds = date.daysSinceEpoch * 86_400 + hour * 3600 + minute * 60 + min(second, 59) - offset
        return Date(timeIntervalSince1970: TimeInterval(seconds) + fraction)
    }

    /// Writes a timestamp with the offset of `zone` at that moment: `2024-07-08T09:12:33+08:00`.
    public static func string(_ date: Date, in zone: TimeZone = .shanghai, milliseconds: Bool = false) -> String {
        string(date, offset: zone.secondsFromGMT(for: date), milliseconds: milliseconds)
    }

    /// Writes a timestamp in UTC with milliseconds, as JSON carries it: `2024-07-08T01:12:33.000Z`.
    public static func text(_ date: Date) -> String { string(date, offset: 0, milliseconds: true) }

    /// Writes a timestamp at a fixed offset in seconds east of UTC; `Z` for 0.
    public static func string(_ date: Date, offset: Int, milliseconds: Bool = false) -> String {
        let ticks = Int((date.timeIntervalSince1970 * 1000).rounded(.down)) + offset * 1000
        let day = ticks >= 0 ? ticks / 86_400_000 : (ticks - 86_399_999) / 86_400_000
        let rest = ticks - day * 86_400_000
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        LocalDate(daysSinceEpoch: day).append(to: &bytes)
        bytes.append(0x54)
        bytes.append(digits: 2, of: rest / 3_600_000)
        bytes.append(colon)
        bytes.append(digits: 2, of: rest / 60_000 % 60)
        bytes.append(colon)
        bytes.append(digits: 2, of: rest / 1000 % 60)
        if milliseconds {
            bytes.append(0x2E)
            bytes.append(digits: 3, of: rest % 1000)
        }
        if offset == 0 {
            bytes.append(0x5A)
        } else {
            bytes.append(offset < 0 ? dash : 0x2B)
            bytes.append(digits: 2, of: abs(offset) / 3600)
            bytes.append(colon)
            bytes.append(digits: 2, of: abs(offset) / 60 % 60)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: - Private

    private static let dash: UInt8 = 0x2D
    private static let colon: UInt8 = 0x3A

    private static func number(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int) -> Int? {
        guard start + count <= bytes.count else { return nil }
        var value = 0
        for index in start..<start + count {
            let digit = bytes[index] &- 0x30
            guard digit < 10 else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }

    private static func fraction(_ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int) -> TimeInterval? {
        guard bytes[index] == 0x2E else { return 0 }
        index += 1
        let start = index
        var value = 0
        var scale = 1.0
        while index < bytes.count, let digit = number(bytes, index, 1) {
            if index - start < 9 {
                value = value * 10 + digit
                scale *= 10
            }
            index += 1
        }
        return index == start ? nil : TimeInterval(value) / scale
    }

    private static func offset(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int? {
        guard index < bytes.count else { return nil }
        if bytes[index] == 0x5A || bytes[index] == 0x7A { return index + 1 == bytes.count ? 0 : nil }
        guard index + 6 == bytes.count, bytes[index + 3] == colon, bytes[index] == 0x2B || bytes[index] == dash,
            let hours = number(bytes, index + 1, 2), let minutes = number(bytes, index + 4, 2), hours < 24, minutes < 60
        else { return nil }
        return (hours * 3600 + minutes * 60) * (bytes[index] == dash ? -1 : 1)
    }
}
