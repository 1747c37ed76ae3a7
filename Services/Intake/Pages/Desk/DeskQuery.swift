import Hummingbird
import Models
import ServiceKit

/// The list's filters, as its address carries them. A value that is none of ours counts as absent.
struct DeskQuery: Sendable {
    let filter: CaseFilter
    /// The state as chosen: a state's name or `open`.
    let state: String?

    init(_ request: Request) {
        let query = request.uri.queryParameters
        func value(_ name: Substring) -> String? {
            query[name].map(String.init).flatMap { $0.isEmpty ? nil : String($0.prefix(200)) }
        }
        var filter = CaseFilter()
        state = value("state")
        filter.state = state.flatMap(CaseState.init(rawValue:))
        filter.openOnly = state == Self.open
        filter.colour = value("colour").flatMap(DueColour.init(rawValue:))
        filter.kind = value("kind").flatMap(CaseKind.init(rawValue:))
        filter.department = value("department")
        filter.regionCode = value("region")
        filter.text = value("text")
        filter.cursor = value("cursor")
        self.filter = filter
    }

    /// Every case that is not closed.
    static let open = "open"

    /// The address of this list, from a cursor on.
    func address(cursor: String?, open: Bool = false) -> String {
        PageQuery.address("/desk", values + [("cursor", cursor)], open: open)
    }

    /// The address of this list with another colour.
    func address(colour: DueColour?) -> String {
        PageQuery.address("/desk", values.filter { $0.0 != "colour" } + [("colour", colour?.rawValue)])
    }

    private var values: [(String, String?)] {
        [
            ("text", filter.text), ("state", state), ("colour", filter.colour?.rawValue),
            ("kind", filter.kind?.rawValue), ("department", filter.department), ("region", filter.regionCode),
        ]
    }
}
