import Foundation
import Models

/// Checks free text at the edge: what comes in is trimmed, bounded, and free of control characters.
enum CaseText {
    /// A text that must say something.
    static func required(_ field: String, _ text: String?, lengthMax: Int) throws(FieldError) -> String {
        guard let text = try optional(field, text, lengthMax: lengthMax) else {
            throw FieldError(field: field, reason: "is missing", expected: "1 to \(lengthMax) characters")
        }
        return text
    }

    /// A text that may be absent; blank counts as absent.
    static func optional(_ field: String, _ text: String?, lengthMax: Int) throws(FieldError) -> String? {
        let trimmed = (text ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        guard !trimmed.isEmpty else { return nil }
        try check(field, trimmed, lengthMax: lengthMax)
        return trimmed
    }

    /// Refuses what is too long or holds control characters other than line breaks and tabs.
    static func check(_ field: String, _ text: String, lengthMax: Int) throws(FieldError) {
        // Few texts come near the limit: only those are counted in characters as people count them.
        if text.utf8.count > lengthMax, text.unicodeScalars.count > lengthMax {
            throw FieldError(field: field, reason: "is too long", expected: "at most \(lengthMax) characters")
        }
        let hasControl = text.utf8.contains { $0 < 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 || $0 == 0x7F }
        if hasControl {
            throw FieldError(field: field, reason: "contains control characters", expected: "printable text")
        }
    }
}
