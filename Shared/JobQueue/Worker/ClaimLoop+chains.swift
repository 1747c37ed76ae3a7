extension ClaimLoop {
    /// Work on the messages of a claim that have an ordering key, by key.
    func items(of links: [KeyChain.Link]) async -> [WorkItem] {
        var chains: [String: [KeyChain.Link]] = [:]
        for link in links { chains[link.delivery.orderingKey ?? "", default: []].append(link) }
        await makeWay(in: &chains, of: links.count)
        let limit = await runner.store.keyLimit(of: runner.id)
        return chains.flatMap { key, links -> [WorkItem] in
            let chain = KeyChain(key, links, isRated: limit.isRated)
            let width = min(limit.running, links.count)
            return (0..<width).map { .chain(chain, messageCount: (links.count + $0) / width) }
        }
    }

    // MARK: - Private

    /// Where most messages of a claim are of one key and others wait behind them, puts what is more than half of it behind
    /// these: a flood of one key holds up those that share its partition no longer than that takes.
    private func makeWay(in chains: inout [String: [KeyChain.Link]], of count: Int) async {
        guard let (key, links) = chains.first(where: { $0.value.count * 2 > count }), links.count > 1,
            let claim = links.first?.delivery.claim, !claim.isAgain,
            await runner.store.othersWait(behind: claim, than: key)
        else { return }
        let some = max(1, count / 2)
        await HandlerRun(runner).end(links[some...].map(\.delivery), .held)
        chains[key] = Array(links[..<some])
    }
}
