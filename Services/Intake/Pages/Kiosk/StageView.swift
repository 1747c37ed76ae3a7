/// A step of a way that is shown as a row of steps.
struct StageView {
    let name: String
    let state: String
    let current: Bool

    init(name: String, index: Int, now: Int) {
        self.name = name
        state = index < now ? "past" : index == now ? "now" : ""
        current = index == now
    }
}

/// One of several values to choose from.
struct ChoiceView {
    let value: String
    let name: String
    var chosen = false
}

/// A line of the summary of what is wrong, leading to its field.
struct WrongView {
    let id: String
    let text: String
}
