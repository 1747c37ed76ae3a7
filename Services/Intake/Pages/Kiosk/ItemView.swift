import Models
import ServiceKit

/// A service item as kiosks show it.
struct ItemView {
    let code: String
    let name: String
    let category: String
    let department: String
    /// Settled on the spot (即办件).
    let immediate: Bool
    let statutory: String
    let promised: String
    /// What a helper could do, where one is looked for.
    let help: String?

    init(_ item: ServiceItem, _ words: PageWords) {
        code = item.code
        name = item.name(in: words.language)
        category = item.category
        department = item.department(in: words.language)
        immediate = item.handlingType == .immediate
        statutory = words.limit(item.statutoryLimit)
        promised = words.limit(item.promisedLimit)
        help = item.helpSkill.map { words.skill($0) }
    }

    /// The categories of the items in the order of the pages, each with the names of its first items.
    static func categories(_ items: [ServiceItem], _ words: PageWords) -> [CategoryView] {
        let groups = Dictionary(grouping: items, by: \.category)
        let known = CategoryView.icons.map(\.category).filter { groups[$0] != nil }
        let others = groups.keys.filter { !known.contains($0) }.sorted()
        return (known + others).map { CategoryView($0, groups[$0] ?? [], words) }
    }
}
