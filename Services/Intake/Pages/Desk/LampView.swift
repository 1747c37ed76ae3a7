import ServiceKit

/// How many open cases have a colour; a link to just these.
struct LampView {
    let tone: String
    let name: String
    let count: Int
    let href: String
    let chosen: Bool

    static func all(_ counts: CaseCounts, _ query: DeskQuery, _ words: PageWords) -> [LampView] {
        [DueColour.red, .amber, .green].map { colour in
            let isChosen = query.filter.colour == colour
            return LampView(
                tone: colour.tone, name: words("colour.\(colour.rawValue)"), count: counts.byColour[colour] ?? 0,
                href: query.address(colour: isChosen ? nil : colour), chosen: isChosen)
        }
    }
}
