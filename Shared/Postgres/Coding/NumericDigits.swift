import Foundation

/// The binary form of `numeric`: base-10000 digits, the weight of the first one, a sign and a display scale
/// (src/backend/utils/adt/numeric.c, `numeric_send`).
struct NumericDigits {
    private enum Sign {
        static let positive: UInt16 = 0x0000
        static let negative: UInt16 = 0x4000
        static let notANumber: UInt16 = 0xC000
    }

    var digits: [Int16] = []
    var weight: Int16 = 0
    var sign: UInt16 = Sign.positive
    var scale: Int16 = 0

    init(_ decimal: Decimal) {
        if decimal.isNaN {
            sign = Sign.notANumber
            return
        }
        // The significand as an integer, then as many zeros as make its exponent a multiple of four.
        let shift = ((decimal.exponent % 4) + 4) % 4
        let exponent = decimal.exponent - shift
        let text = Decimal(sign: .plus, exponent: 0, significand: decimal.significand.magnitude).description
        var plain = Array(text.utf8) + Array(repeating: UInt8(ascii: "0"), count: shift)
        plain.insert(contentsOf: Array(repeating: UInt8(ascii: "0"), count: (4 - plain.count % 4) % 4), at: 0)
        digits = stride(from: 0, to: plain.count, by: 4).map { start in
            plain[start..<(start + 4)].reduce(0) { $0 * 10 + Int16($1 - UInt8(ascii: "0")) }
        }
        weight = Int16(clamping: digits.count + exponent / 4 - 1)
        sign = decimal.isSignMinus ? Sign.negative : Sign.positive
        scale = Int16(clamping: max(0, -decimal.exponent))
        trimZeros()
    }

    init(from cell: PostgresCell) throws(PostgresError) {
        var reader = try cell.reader()
        let count: Int16 = try reader.read()
        weight = try reader.read()
        sign = try reader.read()
        scale = try reader.read()
        for _ in 0..<max(0, count) { digits.append(try reader.read()) }
        guard digits.allSatisfy({ (0..<10_000).contains($0) }) else {
            throw PostgresError(.decoding, "column '\(cell.column)' has digits that no numeric has")
        }
    }

    func encode(into buffer: inout PostgresBuffer) {
        buffer.append(Int16(clamping: digits.count))
        buffer.append(weight)
        buffer.append(sign)
        buffer.append(scale)
        for digit in digits { buffer.append(digit) }
    }

    func decimal(column: String) throws(PostgresError) -> Decimal {
        switch sign {
        case Sign.notANumber: return .nan
        case Sign.positive, Sign.negative: break
        default: throw PostgresError(.decoding, "column '\(column)' is an infinite numeric")
        }
        var text = digits.map { String(format: "%04d", Int($0)) }.joined()
        text = text.isEmpty ? "0" : String(text.drop { $0 == "0" })
        var exponent = (Int(weight) - digits.count + 1) * 4
        while text.hasSuffix("0"), text.count > 1 {
            text.removeLast()
            exponent += 1
        }
        guard text.count <= 38, (-128...127).contains(exponent), let magnitude = Decimal(string: text) else {
            throw PostgresError(.decoding, "column '\(column)' has more digits than Decimal holds (38)")
        }
        let value = Decimal(sign: .plus, exponent: exponent, significand: magnitude)
        return sign == Sign.negative ? -value : value
    }

    private mutating func trimZeros() {
        while digits.last == 0 { digits.removeLast() }
        while digits.first == 0 {
            digits.removeFirst()
            weight -= 1
        }
        if digits.isEmpty { (weight, sign) = (0, Sign.positive) }
    }
}
