import ArgumentParser
import Models

/// A day and the root of the ledger's anchor of that day, in small hexadecimal digits.
struct LedgerRoot: Codable, Hashable, Sendable {
    /// When the anchor was taken.
    let day: LocalDate
    /// All 64 digits or, typed from paper, as many as there is patience for.
    let root: String

    /// A root is not told from another by less.
    static let digitsMin = 16
}

extension LedgerRoot: ExpressibleByArgument {
    /// Reads `DAY=ROOT`.
    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let day = LocalDate(parts[0]) else { return nil }
        let root = parts[1].lowercased()
        guard (Self.digitsMin...64).contains(root.utf8.count), root.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
            return nil
        }
        self.init(day: day, root: root)
    }
}
