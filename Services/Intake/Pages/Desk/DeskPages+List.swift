import Hummingbird
import Models
import ServiceKit

extension DeskPages {
    /// The cases that the filters take, newest first, and how many open ones are late, near their due time, or on time.
    @Sendable
    func list(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try await signedIn(request) { visit in
            let query = DeskQuery(request)
            let page = try await intake.desk.list(query.filter)
            let counts = try await intake.desk.counts()
            let selects = DeskSelects(
                query: query, departments: try await intake.catalogue.departments(),
                regions: try await intake.catalogue.regions(), words: visit.words)
            let view = ListView(
                lamps: LampView.all(counts, query, visit.words), text: query.filter.text ?? "",
                selects: selects.all, rows: page.rows.map { RowView($0, visit.words) }, anyRows: !page.rows.isEmpty,
                first: query.filter.cursor == nil ? nil : query.address(cursor: nil),
                next: page.next.map { query.address(cursor: $0) })
            return try show("desk_list", view, visit, request, address: query.address(cursor: nil, open: true))
        }
    }
}

private struct ListView {
    let lamps: [LampView]
    let text: String
    let selects: [SelectView]
    let rows: [RowView]
    let anyRows: Bool
    let first: String?
    let next: String?
}
