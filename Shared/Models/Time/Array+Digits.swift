extension [UInt8] {
    /// Appends the last `count` decimal digits of a number that is not negative, with leading zeros.
    mutating func append(digits count: Int, of number: Int) {
        let start = self.count
        append(contentsOf: repeatElement(0x30, count: count))
        var rest = number
        for index in stride(from: start + count - 1, through: start, by: -1) {
            self[index] += UInt8(rest % 10)
            rest /= 10
        }
    }
}
