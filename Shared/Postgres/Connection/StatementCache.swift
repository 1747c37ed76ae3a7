/// Which statements a connection has prepared: from a text's second use on, the least recently used ones go first.
struct StatementCache {
    /// What to do with a statement.
    enum Plan {
        case once
        case prepare(name: String, evicting: String?)
        case use(name: String)
    }

    private struct Key: Hashable {
        let text: String
        let slots: [Parameters.Slot]

        static func == (left: Key, right: Key) -> Bool {
            left.text == right.text && left.slots.elementsEqual(right.slots) { $0.type == $1.type }
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(text)
        }
    }

    private struct Entry {
        var name: String?
        var lastUse: UInt64
    }

    private let limit: Int
    private var entries: [Key: Entry] = [:]
    private var uses: UInt64 = 0
    private var prepared = 0
    private var names: UInt64 = 0

    init(limit: Int) {
        self.limit = limit
    }

    /// Whether the server has planned the statement, unless that was long ago.
    func knows(_ sql: SQL) -> Bool {
        entries[Key(text: sql.text, slots: sql.parameters.slots)] != nil
    }

    mutating func plan(for sql: SQL) -> Plan {
        guard limit > 0 else { return .once }
        uses += 1
        let key = Key(text: sql.text, slots: sql.parameters.slots)
        guard let index = entries.index(forKey: key) else {
            remember(key)
            return .once
        }
        entries.values[index].lastUse = uses
        if let name = entries.values[index].name { return .use(name: name) }
        names += 1
        return .prepare(name: "s\(names)", evicting: prepared >= limit ? evict() : nil)
    }

    /// After the server has prepared it.
    mutating func didPrepare(_ sql: SQL, as name: String) {
        let key = Key(text: sql.text, slots: sql.parameters.slots)
        prepared += 1
        entries[key] = Entry(name: name, lastUse: uses)
    }

    /// Forgets a statement that the server no longer accepts; true if it was prepared.
    mutating func forget(_ sql: SQL) -> Bool {
        let key = Key(text: sql.text, slots: sql.parameters.slots)
        guard let entry = entries.removeValue(forKey: key), entry.name != nil else { return false }
        prepared -= 1
        return true
    }

    // MARK: - Private

    /// Texts that were seen once are kept as long as twice the limit.
    private mutating func remember(_ key: Key) {
        if entries.count >= limit * 2, let oldest = oldest(where: { $0.name == nil }) { entries[oldest] = nil }
        entries[key] = Entry(name: nil, lastUse: uses)
    }

    private mutating func evict() -> String? {
        guard let oldest = oldest(where: { $0.name != nil }) else { return nil }
        prepared -= 1
        return entries.removeValue(forKey: oldest)?.name
    }

    private func oldest(where matches: (Entry) -> Bool) -> Key? {
        entries.filter { matches($0.value) }.min { $0.value.lastUse < $1.value.lastUse }?.key
    }
}
