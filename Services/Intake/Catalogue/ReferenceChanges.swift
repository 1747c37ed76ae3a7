/// What a new list changes in a known one, by key.
struct ReferenceChanges<Element: Hashable & Sendable, Key: Hashable & Sendable>: Sendable {
    let added: [Element]
    let changed: [Element]
    let gone: [Element]

    var isEmpty: Bool { added.isEmpty && changed.isEmpty && gone.isEmpty }

    init(known: [Element], new: [Element], key: (Element) -> Key) {
        let before = Dictionary(known.map { (key($0), $0) }) { first, _ in first }
        let after = Set(new.map(key))
        added = new.filter { before[key($0)] == nil }
        changed = new.filter { element in before[key(element)].map { $0 != element } ?? false }
        gone = known.filter { !after.contains(key($0)) }
    }
}
