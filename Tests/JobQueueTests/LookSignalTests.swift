import Models
import Testing

@testable import JobQueue

@Suite("Where a claim loop is told to look", .timeLimit(.minutes(1)))
struct LookSignalTests {
    @Test("at one priority, if it was told of no other since it last waited, and otherwise everywhere")
    func places() async {
        let signal = LookSignal()
        signal.set(.high)
        signal.set(.high)
        #expect(await signal.wait() == .high)
        signal.set(.urgent)
        signal.set(.low)
        #expect(await signal.wait() == nil)
        signal.set(.normal)
        signal.set()
        #expect(await signal.wait() == nil)
        signal.set(.urgent)
        #expect(await signal.wait() == .urgent)
    }

    @Test("everywhere, if it was told of nothing in time")
    func timeout() async {
        let signal = LookSignal()
        #expect(await signal.wait(atMost: .milliseconds(1)) == nil)
    }

    @Test("the priority of a wake-up is read as it was written")
    func wakeUps() {
        for priority in Priority.allCases + [nil] {
            #expect(Priority(payload: WakeUp(QueueName(rawValue: "test.events"), priority).payload) == priority)
        }
        #expect(Priority(payload: "cancel") == nil)
        #expect(Priority(payload: "4") == nil)
    }
}
