/// How often and when a batch is sent again.
struct OTLPRetries: Sendable {
    /// How often it is sent at all.
    var attempts = 8
    /// The first pause; each further one is twice as long.
    var first = Duration.milliseconds(500)
    /// The longest pause, also of one that the receiver asks for.
    var longest = Duration.seconds(30)

    /// The pause after an attempt, from 1: with a quarter of jitter, and not shorter than the receiver asks for.
    func pause(after attempt: Int, asked: Duration?) -> Duration {
        let usual = min(longest, first * (1 << min(attempt - 1, 20))) * Double.random(in: 0.75...1)
        return min(longest, max(usual, asked ?? .zero))
    }
}
