internal import Foundation
internal import HTTPTypes
public import Hummingbird
internal import Models
internal import NIOCore

extension Problem: HTTPResponseError {
    /// The problem as `application/problem+json`.
    public func response(from request: Request, context: some RequestContext) throws -> Response {
        response(requestID: (context as? BangbanContext)?.requestID)
    }

    /// The problem as a response that names the request in `instance`.
    public func response(requestID: String?) -> Response {
        let body = ProblemBody(
            type: "urn:bangban:problem:\(type)", title: title, status: status.code, detail: detail,
            instance: requestID.map { "urn:bangban:request:\($0)" }, errors: errors.isEmpty ? nil : errors)
        // Encoding text and numbers cannot fail; an empty object would still carry the status.
        let bytes = (try? JSONCoding.encoder.encode(body)).map(Array.init) ?? Array("{}".utf8)
        var fields = headers
        fields[.contentType] = "application/problem+json"
        fields[.cacheControl] = "no-store"
        return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

private struct ProblemBody: Encodable {
    var type: String
    var title: String
    var status: Int
    var detail: String?
    var instance: String?
    var errors: [FieldError]?
}
