/// How large the messages of a measure are, as JSON.
enum PayloadSize: String, Sendable {
    /// Some 60 bytes.
    case small = ""
    /// Some 1,000 bytes.
    case large = "-1kb"

    /// What of a payload is only there to be long: below what the server would compress.
    private var remarks: String? {
        switch self {
        case .small: nil
        case .large: String(repeating: "0123456789", count: 92)
        }
    }

    func job(_ number: Int, sentAt: Int = 1_234_567_890_123) -> BenchJob {
        BenchJob(caseNumber: number, sentAt: sentAt, remarks: remarks)
    }

    /// What the bare statements and other queues insert: the same shape.
    var sample: String {
        let rest = remarks.map { #", "remarks": "\#($0)""# } ?? ""
        return #"{"case_number": 123456, "channel": "kiosk", "sent_at": 1234567890123\#(rest)}"#
    }
}
