import Logging

extension SubscriptionRunner {
    /// Finds out, whenever it is told that there may be some, which messages were cancelled: those that have not begun are not
    /// begun then, and the handlers of those that run are cancelled. By one task: what is read first is not noted last.
    func heedCancellations() async {
        while !Task.isCancelled {
            await cancellation.wait()
            do {
                let messages = try await store.cancellations(of: id)
                cancelled.replace(with: messages)
                for slot in slots { slot.cancel(messages) }
            } catch {
                // The next heartbeat has it asked again.
                logger.warn("cancelled messages are not known yet", of: error)
            }
        }
    }

    /// Whether a message that is noted as cancelled still is: an operator may have taken it up again since.
    func isCancelled(_ message: MessageID) async -> Bool {
        var backoff = Backoff()
        repeat {
            do {
                return try await store.isCancelled(message, for: id)
            } catch {
                logger.warn("whether a message is cancelled is not known yet", of: error)
            }
        } while await backoff.wait()
        // What is not begun then goes to others with the claim.
        return false
    }
}
