/// A span as OTLP has it in JSON.
public struct ReceivedSpan: Decodable, Sendable {
    /// 32 hexadecimal digits.
    public let traceId: String
    /// 16 hexadecimal digits.
    public let spanId: String
    /// The span that caused it.
    public let parentSpanId: String?
    /// W3C `tracestate`.
    public let traceState: String?
    /// What it is called.
    public let name: String
    /// 1 internal, 2 server, 3 client, 4 producer, 5 consumer.
    public let kind: Int
    /// What it was about.
    public let links: [Link]
    /// How it ended.
    public let status: Status
    /// Nanoseconds since 1970, as text.
    public let startTimeUnixNano: String
    /// Nanoseconds since 1970, as text.
    public let endTimeUnixNano: String
    private let attributes: [Attribute]
    /// What it is from; filled in from around it.
    public private(set) var resource: [String: String] = [:]

    /// Another span.
    public struct Link: Decodable, Sendable {
        /// Its trace.
        public let traceId: String
        /// Its id.
        public let spanId: String
    }

    /// 0 unset, 1 ok, 2 error.
    public struct Status: Decodable, Sendable {
        /// The number.
        public let code: Int
        /// Why.
        public let message: String?
    }

    /// An attribute as text; nil when there is none.
    public subscript(_ key: String) -> String? { attributes.first { $0.key == key }?.value.text }

    /// The keys of all attributes.
    public var keys: [String] { attributes.map(\.key) }

    private enum CodingKeys: CodingKey {
        case traceId, spanId, parentSpanId, traceState, name, kind, links, status, startTimeUnixNano, endTimeUnixNano
        case attributes
    }

    struct Attribute: Decodable {
        struct Value: Decodable {
            let stringValue: String?
            let intValue: String?
            let boolValue: Bool?
            let doubleValue: Double?

            var text: String? { stringValue ?? intValue ?? boolValue.map(String.init) ?? doubleValue.map { "\($0)" } }
        }

        let key: String
        let value: Value
    }

    struct Request: Decodable {
        struct Part: Decodable {
            struct Resource: Decodable {
                let attributes: [Attribute]
            }
            struct Scope: Decodable {
                let spans: [ReceivedSpan]
            }
            let resource: Resource
            let scopeSpans: [Scope]
        }

        let resourceSpans: [Part]

        var spans: [ReceivedSpan] {
            resourceSpans.flatMap { part in
                let pairs = part.resource.attributes.map { ($0.key, $0.value.text ?? "") }
                let resource = Dictionary(pairs) { first, _ in first }
                return part.scopeSpans.flatMap(\.spans).map { span in
                    var span = span
                    span.resource = resource
                    return span
                }
            }
        }
    }
}
