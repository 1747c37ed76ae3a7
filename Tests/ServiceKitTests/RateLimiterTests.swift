import Testing

@testable import ServiceKit

@Suite("Rate limiter")
struct RateLimiterTests {
    private let start = ContinuousClock.now

    @Test("a bucket gives its burst, then what has flowed in since")
    func flow() {
        let limiter = RateLimiter(rate: 2, burst: 3)
        for _ in 0..<3 { #expect(limiter.take("a", at: start) == nil) }
        #expect(limiter.take("a", at: start) == .milliseconds(500))
        #expect(limiter.take("a", at: start + .milliseconds(500)) == nil)
        #expect(limiter.take("a", at: start + .milliseconds(500)) != nil)
        for _ in 0..<3 { #expect(limiter.take("a", at: start + .seconds(60)) == nil) }
        #expect(limiter.take("a", at: start + .seconds(60)) != nil)
    }

    @Test("the table is bounded; whoever was last refused is not forgotten first")
    func bounded() {
        let limiter = RateLimiter(rate: 0.001, burst: 1, capacity: 100)
        for number in 0..<1000 {
            _ = limiter.take("client \(number)", at: start + .milliseconds(number))
            #expect(limiter.count <= 100)
        }
        #expect(limiter.take("client 999", at: start + .seconds(1)) != nil)
    }

    @Test("a clock that stands still gives nothing away")
    func still() {
        let limiter = RateLimiter(rate: 1000, burst: 1)
        #expect(limiter.take("a", at: start + .seconds(1)) == nil)
        #expect(limiter.take("a", at: start) != nil)
    }
}
