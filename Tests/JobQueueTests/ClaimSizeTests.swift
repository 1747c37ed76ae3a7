import TestKit
import Testing

@testable import JobQueue

@Suite("The size of claims", .timeLimit(.minutes(5)))
struct ClaimSizeTests {
    @Test("filled claims grow twofold at most, to what is handled in a tenth of a second, and shrink to it again")
    func grows() {
        var size = ClaimSize(least: 8, most: 1000)
        size.claimed(8, (taken: 0, busy: .zero))
        #expect(size.current == 8)
        size.claimed(8, (taken: 8, busy: .milliseconds(1)))
        #expect(size.current == 16)
        size.claimed(16, (taken: 24, busy: .milliseconds(101)))
        #expect(size.current == 16)
        size.claimed(16, (taken: 40, busy: .milliseconds(301)))
        #expect(size.current == 8)
        for taken in 1...20 { size.claimed(size.current, (taken: taken * 10_000, busy: .milliseconds(301 + taken))) }
        #expect(size.current == 1000)
    }

    @Test("a claim that was not filled changes nothing: its handlers were as fast as messages came")
    func notFilled() {
        var size = ClaimSize(least: 8, most: 1000)
        size.claimed(8, (taken: 0, busy: .zero))
        size.claimed(3, (taken: 8, busy: .milliseconds(1)))
        #expect(size.current == 8)
    }

    @Test("while every handler task waits for a claim, no time of work passes")
    func idle() async throws {
        let buffer = WorkBuffer(room: LookSignal(), readers: 1)
        #expect(buffer.progress == (0, .zero))
        let key = KeyChain("key", [], isRated: false)
        buffer.add([.chain(key, messageCount: 3)])
        _ = await buffer.next()
        let working = buffer.progress
        #expect(working.taken == 3)
        try await eventually { buffer.progress.busy > working.busy }
        let reader = Task { await buffer.next() }
        try await eventually {
            let busy = buffer.progress.busy
            await Task.yield()
            return busy == buffer.progress.busy
        }
        buffer.close()
        #expect(await reader.value == nil)
    }
}
