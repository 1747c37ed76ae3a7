import Models
import ServiceKit

/// A group of service items, as a tile of the start page.
struct CategoryView {
    /// The categories in the order of the start page, each with its sign in `icons.mustache`.
    static let icons: [(category: String, icon: String)] = [
        ("social_insurance", "shield"), ("health", "medical"), ("marriage_and_birth", "family"), ("identity", "card"),
        ("housing", "house"), ("assistance", "care"), ("transport", "car"), ("enterprise", "briefcase"),
        ("construction", "building"), ("other", "sprout"),
    ]

    let code: String
    let name: String
    let icon: String
    /// How many items there are.
    let size: String

    init(_ category: String, _ items: [ServiceItem], _ words: PageWords) {
        code = PageQuery.encoded(category)
        name = words.category(category)
        icon = Self.icons.first { $0.category == category }?.icon ?? "document"
        size = words("kiosk.home.size", ["count": items.count])
    }
}
