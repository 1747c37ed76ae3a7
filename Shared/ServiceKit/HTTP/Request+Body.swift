internal import HTTPTypes
public import Hummingbird
internal import NIOCore

extension Request {
    /// The whole body, up to a limit; a longer one is a 413 problem, refused before it is read where its length is known.
    public func bodyBytes(upTo limit: Int) async throws -> [UInt8] {
        if let length = headers[.contentLength].flatMap(Int.init), length > limit {
            throw Problem.tooLarge(limit: limit)
        }
        do {
            let buffer = try await body.collect(upTo: limit)
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw Problem.tooLarge(limit: limit)
        }
    }

    /// The bearer token of the `Authorization` header; nil when there is none.
    public var bearerToken: String? {
        guard let value = headers[.authorization] else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }
}

/// Media types of request bodies.
public enum MediaTypeCheck {
    /// Throws a 415 problem unless the body is of the media type; parameters such as a charset do not matter, except that a
    /// charset other than UTF-8 is refused.
    public static func require(_ expected: String, of request: Request) throws {
        guard let value = request.headers[.contentType] else { throw Problem.unsupportedMediaType(expected: expected) }
        let parts = value.lowercased().split(separator: ";").map { $0.filter { $0 != " " && $0 != "\"" } }
        guard parts.first == expected else { throw Problem.unsupportedMediaType(expected: expected) }
        for part in parts.dropFirst() where part.hasPrefix("charset=") && part != "charset=utf-8" {
            throw Problem.unsupportedMediaType(expected: "\(expected); charset=utf-8")
        }
    }
}
