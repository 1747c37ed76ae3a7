import CLibPQ

extension PostgresConnection {
    /// The notifications that have arrived; waits for the first, or until the token is interrupted.
    func waitForNotifications(
        _ token: SocketWatcher.Token
    ) async throws -> [(channel: String, value: PostgresNotification)] {
        try await takeTurn()
        defer { endTurn() }
        if let failure { throw failure }
        let arrived = takeNotifications()
        if !arrived.isEmpty { return arrived }
        _ = await SocketWatcher.shared.wait(socket, .read, token: token)
        guard PQconsumeInput(handle.pointer) == 1 else { throw lost(nil) }
        return takeNotifications()
    }

    private func takeNotifications() -> [(channel: String, value: PostgresNotification)] {
        var arrived: [(channel: String, value: PostgresNotification)] = []
        while let notification = PQnotifies(handle.pointer) {
            defer { PQfreemem(notification) }
            let payload = notification.pointee.extra.map { String(cString: $0) } ?? ""
            arrived.append(
                (
                    String(cString: notification.pointee.relname),
                    .message(payload: payload, processID: notification.pointee.be_pid)
                ))
        }
        return arrived
    }
}
