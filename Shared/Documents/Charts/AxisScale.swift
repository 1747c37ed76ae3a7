import Foundation

/// A value axis that begins at 0 and whose ticks are round numbers (1, 2, 2.5 or 5 times a power of ten).
struct AxisScale {
    let ticks: [Double]
    var maximum: Double { ticks.last ?? 1 }

    /// The axis for values up to `largest` with about `count` steps.
    init(upTo largest: Double, count: Int = 4) {
        guard largest > 0, largest.isFinite else {
            ticks = [0, 1]
            return
        }
        let raw = largest / Double(max(1, count))
        let power = pow(10, floor(log10(raw)))
        let steps = largest >= 10 ? [1, 2, 2.5, 5, 10] : [1, 2, 5, 10]
        let step = max(steps.first { $0 * power >= raw } ?? 10, largest >= 10 ? 0 : 1 / power) * power
        ticks = (0...Int((largest / step).rounded(.up))).map { Double($0) * step }
    }

    /// Where a value lies between 0 and the maximum, from 0 to 1.
    func fraction(_ value: Double) -> Double { max(0, min(1, value / maximum)) }
}
