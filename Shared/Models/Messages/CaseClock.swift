/// The two clocks of an accepted case.
public enum CaseClock: String, CaseIterable, Codable, Sendable {
    /// The limit the law sets (法定时限).
    case statutory
    /// The shorter limit the hall promises (承诺时限).
    case promised
}
