extension HandlerRun {
    /// Handles messages of one ordering key, each when the one before it is over. If one is to be delivered again, those
    /// behind it are put behind it in the database as well, in this order.
    func chain(_ links: [(delivery: Delivery, handler: HandlerRegistration?)]) async {
        for (index, link) in links.enumerated() {
            let isOver: Bool
            if let handler = link.handler {
                isOver = await handle(link.delivery, handler)
            } else {
                await end([link.delivery], .parked)
                isOver = false
            }
            let rest = Array(links[(index + 1)...])
            if slot?.isCancelled ?? false {
                // The message took the slot's task with it: the next one goes on.
                if !rest.isEmpty { runner.buffer.add([.chain(rest)]) }
                return
            }
            // What nobody ended goes to others with the claim.
            guard !Task.isCancelled else { return }
            guard isOver else { return await end(rest.map(\.delivery), .held) }
        }
    }
}
