internal import Foundation
public import Hummingbird
internal import NIOCore

/// Reads a JSON body: the media type, the size and the depth are checked before it is decoded, and every refusal is a
/// problem that names the field.
public struct JSONBodyDecoder: RequestDecoder {
    /// The deepest nesting of arrays and objects that is read.
    public static let depthLimit = 32

    /// A decoder.
    public init() {}

    /// Decodes the body of a request.
    public func decode<T: Decodable>(
        _ type: T.Type, from request: Request, context: some RequestContext
    ) async throws -> T {
        try MediaTypeCheck.require("application/json", of: request)
        let bytes = try await request.bodyBytes(upTo: context.maxUploadSize)
        return try decode(type, from: bytes)
    }

    /// Decodes bytes that were read already.
    public func decode<T: Decodable>(_ type: T.Type, from bytes: [UInt8]) throws -> T {
        guard !bytes.isEmpty else { throw Problem.malformed("The body is empty; send one JSON value.") }
        guard JSONDepth.of(bytes) <= Self.depthLimit else {
            throw Problem(
                .badRequest, "json-too-deep", title: "The JSON is nested too deeply",
                detail: "At most \(Self.depthLimit) levels are read.")
        }
        do {
            return try JSONCoding.decoder.decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw Problem.malformed("The JSON does not have the shape that is needed here.", errors: [error.fieldError])
        }
    }
}

/// Writes a value as a JSON response by ``JSONCoding``.
public struct JSONBodyEncoder: ResponseEncoder {
    /// An encoder.
    public init() {}

    /// Encodes a value.
    public func encode(
        _ value: some Encodable, from request: Request, context: some RequestContext
    ) throws -> Response {
        let data = try JSONCoding.encoder.encode(value)
        return Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: Array(data))))
    }
}
