/// What a figure is to reach.
struct Target: Encodable {
    /// Of what.
    enum Subject: String, Encodable {
        /// Ours, in the unit of its figure.
        case value
        /// The median of the rounds' ratios of ours to the other.
        case ratio
        /// Each of them: in every round.
        case everyRatio = "every_ratio"
    }

    let subject: Subject
    var atLeast: Double?
    var atMost: Double?

    static func atLeast(_ bound: Double) -> Target { Target(subject: .value, atLeast: bound) }
    static func atMost(_ bound: Double) -> Target { Target(subject: .value, atMost: bound) }
    /// So much of what the other reaches.
    static func ratio(_ bound: Double) -> Target { Target(subject: .ratio, atLeast: bound) }
    /// As fast as the other at least, in every round.
    static let ahead = Target(subject: .everyRatio, atLeast: 1)
    /// After no more time than the other, in every round.
    static let sooner = Target(subject: .everyRatio, atMost: 1)

    /// Whether it is reached; what was not measured is not.
    func isMet(value: Double, ratios: [Double]) -> Bool {
        let found =
            switch subject {
            case .value: [value]
            case .ratio: [ratios.median]
            case .everyRatio: ratios
            }
        return !found.isEmpty
            && found.allSatisfy { found in atLeast.map { found >= $0 } ?? true && atMost.map { found <= $0 } ?? true }
    }

    /// As in the table, where what stops short of it says so.
    func text(isMet: Bool) -> String {
        let bound = atLeast.map { "≥ \($0.brief)" } ?? atMost.map { "≤ \($0.brief)" } ?? ""
        let what =
            switch subject {
            case .value: bound
            case .ratio: "ratio \(bound)"
            case .everyRatio: "ratio \(bound) always"
            }
        return isMet ? what : "\(what): short"
    }
}

extension Double {
    /// Without decimals that say nothing.
    fileprivate var brief: String { self == rounded() ? "\(Int(self))" : "\(self)" }
}
