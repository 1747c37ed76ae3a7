import Models
import ServiceKit

/// A filter with its choices.
struct SelectView {
    let id: String
    let label: String
    let options: [ChoiceView]
}

/// The filters above the list.
struct DeskSelects {
    let query: DeskQuery
    let departments: [String]
    let regions: [Region]
    let words: PageWords

    var all: [SelectView] {
        let states =
            [(DeskQuery.open, words("desk.filter.open"))] + CaseState.allCases.map { ($0.rawValue, words.state($0)) }
        let colours = [DueColour.red, .amber, .green].map { ($0.rawValue, words("colour.\($0.rawValue)")) }
        return [
            select("state", "desk.filter.state", states, chosen: query.state),
            select("colour", "desk.filter.colour", colours, chosen: query.filter.colour?.rawValue),
            select(
                "kind", "desk.filter.kind", CaseKind.allCases.map { ($0.rawValue, words.kind($0)) },
                chosen: query.filter.kind?.rawValue),
            select(
                "department", "desk.filter.department", departments.map { ($0, $0) }, chosen: query.filter.department),
            select("region", "desk.filter.region", places, chosen: query.filter.regionCode),
        ]
    }

    // MARK: - Private

    /// Leagues with their banners; a narrower place that the address names is kept.
    private var places: [(String, String)] {
        let shown = regions.filter { region in
            region.level == .league || region.level == .banner || region.code == query.filter.regionCode
        }
        return shown.map { ($0.code, $0.level == .league ? $0.name : "　\($0.name)") }
    }

    private func select(
        _ id: String, _ label: String, _ options: [(String, String)], chosen: String?
    ) -> SelectView {
        SelectView(
            id: id, label: words(label),
            options: options.map { ChoiceView(value: $0.0, name: $0.1, chosen: $0.0 == chosen) })
    }
}
