/// One box to type into, as `field.mustache` shows it: label, hint and error stand beside it.
struct FieldBox {
    /// What the form calls the value.
    let key: String
    /// Unique on the page.
    let id: String
    let label: String
    var hint: String?
    var value = ""
    var error: String?
    var type = "text"
    /// Which keyboard a touch screen shows.
    var inputMode: String?
    /// The most characters that can be typed.
    var limit: Int
    var optional = false
    var multiline = false
    /// The `datalist` of suggestions.
    var suggestions: String?

    init(_ key: String, id: String? = nil, label: String, limit: Int) {
        self.key = key
        self.id = id ?? key
        self.label = label
        self.limit = limit
    }
}
