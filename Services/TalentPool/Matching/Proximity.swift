/// How near two places are, by the smallest division of GB/T 2260 that holds both.
enum Proximity: String, CaseIterable, Sendable {
    case town, county, league

    /// Nil when not even the league or city (盟市) is shared: nobody is sent that far.
    init?(_ one: String, _ other: String) {
        let shared = zip(one, other).prefix { $0 == $1 }.count
        // Codes grow by 2, 4, 6 and 9 digits; a helper registered for a whole county serves each of its towns.
        switch min(shared, one.count, other.count) {
        case 9...: self = .town
        case 6...: self = .county
        case 4...: self = .league
        default: return nil
        }
    }

    /// 0 is nearest.
    var distance: Int {
        switch self {
        case .town: 0
        case .county: 1
        case .league: 2
        }
    }
}
