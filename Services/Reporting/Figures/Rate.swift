/// A ratio that shows what it is made of.
struct Rate: Codable, Hashable, Sendable {
    /// Which cases a rate is about.
    enum Basis: String, Codable, Sendable {
        /// Those received in the week, as they stood at its end (同批次口径).
        case cohort
        /// What happened in the week, whenever the case was received (流量口径).
        case flow
        /// The state at the week's end (时点口径).
        case stock
    }

    let numerator: Int
    let denominator: Int
    /// Null when there is nothing to divide by: neither 0 % nor 100 % would be true.
    @ExplicitNull var percent: Double?
    let basis: Basis

    init(_ numerator: Int, of denominator: Int, _ basis: Basis) {
        self.numerator = numerator
        self.denominator = denominator
        self.basis = basis
        percent = Percent.share(numerator, of: denominator)
    }
}
