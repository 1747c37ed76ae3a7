import ArgumentParser

/// Dead messages to do something with: some by their ids, or all of a kind.
struct DeadChoice: ParsableArguments {
    @Argument(help: "The messages' ids, as queue dead shows them; or none and a --kind.")
    var ids: [Int64] = []

    @OptionGroup var filter: DeadFilter

    @Flag(help: "Print the number, and which of the ids nobody gave up, as JSON.")
    var json = false

    func validate() throws {
        guard ids.isEmpty != (filter.kind == nil) else { throw ValidationError("name the messages' ids or a --kind") }
    }

    /// Retries or discards the messages, and says how many there were.
    func redrive(_ action: QueueDesk.DeadAction, _ done: String, _ options: OperatorOptions) async throws {
        var query = filter.query
        query.ids = ids.isEmpty ? nil : ids
        let redrive = try await QueueDesk.open(options) { [query] in try await $0.redrive(query, action) }
        if json { try Answer.json(Outcome(count: redrive.count, missing: redrive.missing)) }
        if !json { Console.say("\(Figure.count(redrive.count)) \(done)") }
        guard redrive.missing.isEmpty else {
            let missing = redrive.missing.map(String.init).joined(separator: ", ")
            throw OperatorError(.failed, "no such messages were given up: \(missing)")
        }
    }

    private struct Outcome: Encodable {
        let count: Int
        let missing: [Int64]
    }
}
