/// What one attempt came to.
struct DeliveryReport: Sendable {
    let outcome: AttemptOutcome
    /// The reply code of the mail server or the HTTP status of the gateway.
    var code: Int?
    /// The enhanced code of RFC 3463.
    var enhancedCode: String?
    /// What the other side said, or why there was no answer; addresses masked.
    var text: String?
    /// How long it took.
    var duration: Duration = .zero
    /// Whether the address itself is bad and must not be written to again.
    var condemnsAddress = false

    /// One line for events and operators: `550 5.1.1 No such user`.
    var summary: String {
        [code.map(String.init), enhancedCode, text].compactMap { $0 }.joined(separator: " ")
    }
}
