import Testing

@testable import NotificationService

@Suite("Length of text messages")
struct SMSLengthTests {
    private static func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    private static let vectors: [(String, [Int])] = [
        ("", [0]),
        (repeated("政", 70), [70]),
        (repeated("政", 71), [67, 4]),
        (repeated("政", 134), [67, 67]),
        (repeated("政", 135), [67, 67, 1]),
        (repeated("政", 69) + "🚀", [67, 4]),
        (repeated("政", 68) + "🚀", [70]),
        (repeated("政", 66) + "🚀" + repeated("政", 10), [66, 12]),
        (repeated("a", 70), [70]),
        (repeated("a", 160), [67, 67, 26]),
    ]

    @Test("parts, in UTF-16 units", arguments: vectors)
    func parts(text: String, expected: [Int]) {
        #expect(SMSLength(text).parts == expected)
    }

    @Test(
        "the billed number of messages",
        arguments: zip([70, 71, 134, 135, 268, 402, 403], [1, 2, 2, 3, 4, 6, 7]))
    func segments(units: Int, segments: Int) {
        #expect(SMSLength(Self.repeated("ÿ", units)).segments == segments)
    }

    @Test("the signature counts, and more than 500 characters are not taken")
    func signature() {
        #expect(SMSText(Self.repeated("政", 66), signature: "帮办").length.segments == 1)
        #expect(SMSText(Self.repeated("政", 67), signature: "帮办").length.segments == 2)
        #expect(SMSText(Self.repeated("政", 496), signature: "帮办").length.isWithinLimit)
        #expect(!SMSText(Self.repeated("政", 497), signature: "帮办").length.isWithinLimit)
    }

    @Test("an emoji is never split, wherever it falls", arguments: 60..<75)
    func emoji(position: Int) {
        let length = SMSLength(Self.repeated("政", position) + Self.repeated("🚀", 40))
        #expect(length.parts.reduce(0, +) == position + 80)
        #expect(length.parts.count == 1 || length.parts.allSatisfy { $0 <= 67 })
    }
}
