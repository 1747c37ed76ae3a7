internal import CQREncode

/// A QR code (二维码, ISO/IEC 18004): a square of dark and light modules.
public struct QRCode: Hashable, Sendable {
    /// How much of the code may be dirty or torn and still be read.
    public enum ErrorCorrection: Sendable, CaseIterable {
        /// About 7 %.
        case low
        /// About 15 %, the usual choice.
        case medium
        /// About 25 %.
        case quartile
        /// About 30 %.
        case high
    }

    /// The light border that readers need, in modules.
    public static let quietZone = 4

    /// The number of modules on a side, without the border: 21 to 177.
    public let size: Int
    private let dark: [Bool]

    /// Encodes UTF-8 text, such as an address, in the smallest code that holds it. Throws `notEncodable`.
    public init(_ text: String, errorCorrection: ErrorCorrection = .medium) throws(DocumentError) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty else { throw .notEncodable("it is empty") }
        guard let code = QRcode_encodeData(Int32(bytes.count), bytes, 0, errorCorrection.level) else {
            throw .notEncodable("\(bytes.count) bytes are too many")
        }
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width)
        size = width
        // The lowest bit of each byte is the module's colour; the others are the library's notes.
        dark = UnsafeBufferPointer(start: code.pointee.data, count: width * width).map { $0 & 1 == 1 }
    }

    /// Whether the module in a row and column, counted from 0 at the top left, is dark.
    public func isDark(row: Int, column: Int) -> Bool { dark[row * size + column] }

    /// The horizontal runs of dark modules: fewer shapes than one per module, and no seams between them.
    var runs: [(row: Int, column: Int, length: Int)] {
        var runs: [(row: Int, column: Int, length: Int)] = []
        for row in 0..<size {
            var column = 0
            while column < size {
                let start = column
                while column < size, isDark(row: row, column: column) { column += 1 }
                if column > start { runs.append((row, start, column - start)) }
                column += 1
            }
        }
        return runs
    }
}

extension QRCode.ErrorCorrection {
    var level: QRecLevel {
        switch self {
        case .low: QR_ECLEVEL_L
        case .medium: QR_ECLEVEL_M
        case .quartile: QR_ECLEVEL_Q
        case .high: QR_ECLEVEL_H
        }
    }
}
