import JobQueue
import Testing

@Suite("What a worker's handlers cannot be")
struct RegistrationTests {
    @Test("a kind that stands twice in a batch ends the process at its start, as one with two handlers does")
    func twice() async {
        await #expect(processExitsWith: .failure) {
            _ = HandlerRegistration.batch(of: [.kind(Ping.self) { $0.id }, .kind(Ping.self) { $0.id }]) { _, _ in }
        }
        await #expect(processExitsWith: .failure) {
            let handler = HandlerRegistration.handler(PingHandler { _, _ in })
            _ = SubscriptionHandlers(Subscription(.test, "tests"), [handler, handler])
        }
    }
}
