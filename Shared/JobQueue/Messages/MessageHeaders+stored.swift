import Foundation
import Models
import Postgres

/// The stored form: an object with what the queue names and what the enqueuer does, side by side.
extension MessageHeaders: Codable {
    /// Reads them. What SQL has written and cannot be a header is left out, so that the others are not lost with it.
    public init(from decoder: any Decoder) throws {
        var values = try [String: HeaderText](from: decoder).compactMapValues(\.text)
        requestID = values.removeValue(forKey: Name.requestID.stringValue)
        traceparent = values.removeValue(forKey: Name.traceparent.stringValue)
        tracestate = values.removeValue(forKey: Name.tracestate.stringValue)
        scheduledFor = values.removeValue(forKey: Name.scheduledFor.stringValue).flatMap { RFC3339.date($0) }
        custom = values.filter { Name.isProper($0.key) }
        // What is read is carried on: it must not be refused then.
        if customBytes > Self.mostBytes { custom = [:] }
    }

    /// Writes them, the enqueuer's own by name.
    public func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Name.self)
        try members.encodeIfPresent(requestID, forKey: .requestID)
        try members.encodeIfPresent(traceparent, forKey: .traceparent)
        try members.encodeIfPresent(tracestate, forKey: .tracestate)
        try members.encodeIfPresent(scheduledFor.map(RFC3339.text), forKey: .scheduledFor)
        for (name, value) in custom.sorted(by: { $0.key < $1.key }) { try members.encode(value, forKey: Name(name)) }
    }

    /// As stored: null rather than an empty object. A scheduled time belongs to its own message, not to what follows.
    ///
    /// - Throws: ``HeadersRefused``.
    var stored: JSONText? {
        get throws {
            var headers = self
            headers.scheduledFor = nil
            guard headers != MessageHeaders() else { return nil }
            try requireProper()
            return try JSONText(encoding: headers)
        }
    }

    // MARK: - Private

    private static let mostBytes = 4096

    private var customBytes: Int { custom.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count } }

    /// Refuses what `queue.require_headers` does, and names that the queue uses itself.
    private func requireProper() throws {
        for name in custom.keys.sorted() {
            if Name.reserved.contains(name) { throw HeadersRefused(taken: name) }
            if !Name.isProper(name) { throw HeadersRefused(improper: name) }
        }
        if customBytes > Self.mostBytes { throw HeadersRefused(bytes: customBytes, most: Self.mostBytes) }
    }

    /// The name of a header as it is stored. Names have no capitals, which ``MessageCoding`` would change.
    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        static let requestID = Name("request_id")
        static let traceparent = Name("traceparent")
        static let tracestate = Name("tracestate")
        static let scheduledFor = Name("scheduled_for")
        static let reserved = Set([requestID, traceparent, tracestate, scheduledFor].map(\.stringValue))

        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }

        static func isProper(_ name: String) -> Bool {
            (1...63).contains(name.utf8.count)
                && name.unicodeScalars.allSatisfy { scalar in
                    switch scalar {
                    case "a"..."z", "0"..."9", ".", "-", "_": true
                    default: false
                    }
                }
        }
    }
}

/// The value of a header: a string, or the text of a number or a truth value; nil for anything else.
private struct HeaderText: Decodable {
    let text: String?

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let text = try? value.decode(String.self) {
            self.text = text
        } else if let isTrue = try? value.decode(Bool.self) {
            text = "\(isTrue)"
        } else {
            text = (try? value.decode(Decimal.self)).map { "\($0)" }
        }
    }
}
