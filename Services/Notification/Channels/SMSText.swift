/// A text message as it goes out: signature first, as carriers demand.
struct SMSText: Sendable {
    let text: String
    let length: SMSLength

    init(_ body: String, signature: String) {
        text = "【\(signature)】\(body)"
        length = SMSLength(text)
    }

    /// What a message that is too long comes to.
    var refusal: DeliveryReport {
        DeliveryReport(
            outcome: .technical,
            text: "the message has \(length.characters) characters, at most \(SMSLength.limit) are taken")
    }
}
