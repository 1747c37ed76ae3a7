/// The levels of divisions, as `divisions.csv` names them.
enum RegionLevel: String, CaseIterable, Codable, Sendable {
    /// The autonomous region (自治区).
    case region
    /// A league or city (盟市).
    case league
    /// A banner, county or district (旗县区).
    case banner
    /// A sumu, town or street (苏木乡镇街道).
    case sumu
    /// A village or community (嘎查村社区).
    case village
}
