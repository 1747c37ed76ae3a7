import Postgres

/// Looks on: ends the storm when the plan is fulfilled, and waits until the queue is drained.
struct Watch: Sendable {
    let storm: Storm

    /// Until everything asked for is reached, time is up, or something is wrong.
    func storm(since start: ContinuousClock.Instant) async {
        let (plan, tally) = (storm.plan, storm.tally)
        var messages = 0
        await look(every: .milliseconds(300)) {
            // The quick one first: between two restarts there may not be time for both.
            messages = try await storm.client.query("SELECT count(*) FROM torture.ledger")[0].decode()
            tally.set(backlog: try await backlog())
        } until: { isTold in
            let time = ContinuousClock.now - start
            let faults = tally.faults.values.reduce(0, +)
            if isTold { storm.tell("\(Int(time.seconds)) s: \(messages) messages, \(faults) faults") }
            if time > plan.limit { tally.add(problem: "the storm did not reach what was asked for in \(plan.limit)") }
            return !tally.problems.isEmpty
                || time >= .seconds(plan.seconds) && messages >= plan.messages && faults >= plan.faults ?? 0
        }
        tally.end()
    }

    /// Until nothing is left, or time is up.
    func drain() async {
        let start = ContinuousClock.now
        var left = Int.max
        await look(every: .milliseconds(100)) {
            left = try await PreparedTransactions(client: storm.client).end(all: true) + backlog()
        } until: { isTold in
            let time = ContinuousClock.now - start
            if isTold { storm.tell("draining, \(Int(time.seconds)) s: \(left) messages are not over") }
            if time > storm.plan.limit { storm.tally.add(problem: "the queue did not drain in \(storm.plan.limit)") }
            return left == 0 || time > storm.plan.limit
        }
    }

    // MARK: - Private

    private func backlog() async throws -> Int {
        try await storm.client.query(
            "SELECT coalesce(sum(waiting + running + delayed + parked + held), 0)::bigint FROM queue.backlog")[0]
            .decode()
    }

    /// Looks until the end; progress is told every five seconds.
    private func look(
        every pause: Duration, _ body: () async throws -> Void, until isOver: (_ isTold: Bool) -> Bool
    ) async {
        var told = ContinuousClock.now
        while true {
            do {
                try await body()
            } catch let error as PostgresError where error.isOfTheStorm {
                // The server is away, and comes back.
            } catch {
                storm.tally.add(problem: "the watch failed: \(error)")
                return
            }
            let isTold = ContinuousClock.now - told > .seconds(5)
            if isTold { told = .now }
            guard !isOver(isTold) else { return }
            try? await Task.sleep(for: pause)
        }
    }
}
