internal import Foundation

/// The ids that requests are followed by.
enum RequestIdentifier {
    /// A fresh one.
    static func fresh() -> String { UUID().uuidString.lowercased() }

    /// The caller's, when it is sane: 8 to 64 letters, digits, `-`, `_` or `.`; anything else could forge log lines.
    static func accepted(_ text: String?) -> String? {
        guard let text, (8...64).contains(text.utf8.count) else { return nil }
        let isSane = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == 0x2D || byte == 0x5F || byte == 0x2E
        }
        return isSane ? text : nil
    }
}
