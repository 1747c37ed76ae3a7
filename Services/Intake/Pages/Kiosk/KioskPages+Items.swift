import Foundation
import Hummingbird
import Models
import ServiceKit

extension KioskPages {
    /// The start page: categories of the catalogue, search, and requests in own words.
    @Sendable
    func home(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try await answer(request) { visit in
            let items = try await intake.catalogue.items(kioskOnly: true)
            let view = HomeView(
                itemCount: items.count, categories: ItemView.categories(items, visit.words),
                kinds: KioskCheck.kinds.filter { $0 != .other }.map { KindView($0, visit.words) })
            let isPlain = visit.language == .chinese && !visit.display.isLarge
            var response = try show("kiosk_home", view, visit, address: "/kiosk", resting: isPlain)
            if let token = cookie.token(in: request) { response.setCookie(cookie.carrying(token)) }
            return response
        }
    }

    /// The items of a category, or those that hold every word of a search in their names or departments.
    @Sendable
    func items(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try await answer(request) { visit in
            let query = request.uri.queryParameters["q"].map { String($0.prefix(60)) }
            let category = request.uri.queryParameters["category"].map { String($0.prefix(200)) }
            let search = (query ?? "").split(whereSeparator: \.isWhitespace)
            let found = try await intake.catalogue.items(kioskOnly: true).filter { item in
                let text = "\(item.nameZh) \(item.nameEn) \(item.departmentZh) \(item.departmentEn)"
                return (category == nil || item.category == category)
                    && search.allSatisfy { text.range(of: $0, options: .caseInsensitive) != nil }
            }
            let words = visit.words
            let heading =
                category.map { words.category($0) }
                ?? (search.isEmpty ? words("kiosk.search.all") : words("kiosk.search.heading", ["query": query ?? ""]))
            let view = ItemsView(
                heading: heading, query: query, category: category,
                found: words("kiosk.search.found", ["count": found.count]),
                items: found.map { ItemView($0, words) }, nothing: found.isEmpty)
            return try show("kiosk_items", view, visit, address: "/kiosk/items")
        }
    }

    /// One item: who does it, how, and how long it may take.
    @Sendable
    func item(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try await answer(request) { visit in
            let code = try context.parameters.require("code")
            guard let item = try await intake.catalogue.item(code), item.kiosk else {
                throw Problem.notFound("There is no such item at this kiosk.")
            }
            let view: [String: Any] = [
                "item": ItemView(item, visit.words), "subject": visit.words.category(item.category),
            ]
            return try show("kiosk_item", view, visit, address: "/kiosk/items/\(PageQuery.encoded(code))")
        }
    }
}

private struct HomeView {
    let itemCount: Int
    let categories: [CategoryView]
    let kinds: [KindView]
}

private struct ItemsView {
    let heading: String
    let query: String?
    let category: String?
    let found: String
    let items: [ItemView]
    let nothing: Bool
}
