/// A set of numbers below 32.
struct Few: Hashable {
    private var bits: UInt32 = 0

    init() {}
    init(below bound: UInt8) { bits = (1 << UInt32(bound)) - 1 }
    private init(bits: UInt32) { self.bits = bits }

    var isEmpty: Bool { bits == 0 }
    var first: UInt8? { bits == 0 ? nil : UInt8(bits.trailingZeroBitCount) }
    var elements: [UInt8] { bits == 0 ? [] : (0..<32).filter(contains) }

    func contains(_ number: UInt8) -> Bool { bits >> UInt32(number) & 1 == 1 }
    func below(_ bound: UInt8) -> Few { Few(bits: bits & Few(below: bound).bits) }
    func from(_ bound: UInt8) -> Few { subtracting(Few(below: bound)) }
    func union(_ other: Few) -> Few { Few(bits: bits | other.bits) }
    func subtracting(_ other: Few) -> Few { Few(bits: bits & ~other.bits) }
    mutating func insert(_ number: UInt8) { bits |= 1 << UInt32(number) }
    mutating func remove(_ number: UInt8) { bits &= ~(1 << UInt32(number)) }
}
