internal import Foundation
public import HTTPTypes
public import Hummingbird
internal import NIOCore

/// A response that is kept for whoever sends the same request again.
public struct StoredResponse: Sendable, Equatable {
    /// The HTTP status code.
    public var status: Int
    /// The body's media type.
    public var mediaType: String
    /// Where the created thing is, for the header `Location`.
    public var location: String?
    /// The created thing's `ETag`.
    public var eTag: String?
    /// The body.
    public var body: [UInt8]
    /// Whether it was stored by an earlier request.
    public var isReplay = false

    /// Keeps bytes.
    public init(
        status: HTTPResponse.Status, mediaType: String, location: String? = nil, eTag: String? = nil, body: [UInt8]
    ) {
        self.status = status.code
        self.mediaType = mediaType
        self.location = location
        self.eTag = eTag
        self.body = body
    }

    /// Keeps a value as JSON.
    public init(
        _ status: HTTPResponse.Status = .created, json value: some Encodable, location: String? = nil,
        eTag: String? = nil
    ) throws {
        self.init(
            status: status, mediaType: "application/json", location: location, eTag: eTag,
            body: Array(try JSONCoding.encoder.encode(value)))
    }
}

extension StoredResponse: ResponseGenerator {
    /// The response; `Idempotent-Replayed: true` tells that nothing was done this time.
    public func response(from request: Request, context: some RequestContext) throws -> Response {
        var headers: HTTPFields = [.contentType: mediaType]
        headers[.location] = location
        headers[.eTag] = eTag
        if isReplay { headers[.known("Idempotent-Replayed")] = "true" }
        return Response(
            status: HTTPResponse.Status(code: status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}
