import Foundation
public import HTTPTypes
import Hummingbird
import NIOCore
import ServiceKit

/// A response with its whole body.
public struct TestResponse: Sendable {
    /// The status.
    public let status: HTTPResponse.Status
    /// The headers.
    public let headers: HTTPFields
    /// The body.
    public let body: [UInt8]

    init(_ response: Response) async throws {
        status = response.status
        headers = response.headers
        let collected = CollectedBody()
        try await response.body.write(collected)
        body = collected.bytes
    }

    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as a value, by the conventions of our HTTP interfaces.
    public func json<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
        try JSONCoding.decoder.decode(type, from: Data(body))
    }

    /// The problem's type without its prefix, such as `case-changed`; nil for anything but a problem.
    public var problem: String? {
        guard headers[.contentType] == "application/problem+json", let body = try? json(as: ProblemType.self) else {
            return nil
        }
        return body.type.replacing("urn:bangban:problem:", with: "")
    }

    private struct ProblemType: Decodable { var type: String }
}

/// Keeps what a response writes.
private final class CollectedBody: ResponseBodyWriter {
    private(set) var bytes: [UInt8] = []

    func write(_ buffer: ByteBuffer) async throws { bytes.append(contentsOf: buffer.readableBytesView) }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
