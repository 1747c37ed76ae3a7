public import HTTPTypes
public import Models

extension Problem {
    /// 404: there is no such thing.
    public static func notFound(_ detail: String? = nil) -> Problem {
        Problem(.notFound, "not-found", title: "Not found", detail: detail)
    }

    /// 422: well-formed, but these fields cannot be taken.
    public static func invalid(_ errors: [FieldError], detail: String? = nil) -> Problem {
        Problem(
            .unprocessableContent, "invalid-fields", title: "Some fields cannot be accepted", detail: detail,
            errors: errors)
    }

    /// 400: the request does not have the form it needs.
    public static func malformed(_ detail: String, errors: [FieldError] = []) -> Problem {
        Problem(.badRequest, "malformed-request", title: "The request is malformed", detail: detail, errors: errors)
    }

    /// 401: no credential, or one that is not valid (any more).
    public static func unauthorized(_ detail: String, realm: String = "bangban") -> Problem {
        Problem(
            .unauthorized, "unauthorized", title: "A valid credential is needed", detail: detail,
            headers: [.wwwAuthenticate: "Bearer realm=\"\(realm)\""])
    }

    /// 403: known, but not allowed.
    public static func forbidden(_ detail: String) -> Problem {
        Problem(.forbidden, "forbidden", title: "Not allowed", detail: detail)
    }

    /// 409: it collides with the present state.
    public static func conflict(_ type: String, title: String, detail: String? = nil) -> Problem {
        Problem(.conflict, type, title: title, detail: detail)
    }

    /// 413: the body is longer than allowed.
    public static func tooLarge(limit: Int) -> Problem {
        Problem(
            .contentTooLarge, "body-too-large", title: "The request body is too large",
            detail: "At most \(limit) bytes are accepted here.")
    }

    /// 415: the body has a media type that is not understood here.
    public static func unsupportedMediaType(expected: String) -> Problem {
        Problem(
            .unsupportedMediaType, "unsupported-media-type", title: "The media type is not supported",
            detail: "Send \(expected).")
    }

    /// 429: too many requests of one client.
    public static func rateLimited(retryAfter: Duration) -> Problem {
        Problem(
            .tooManyRequests, "rate-limited", title: "Too many requests", detail: "Slow down and try again.",
            headers: [.retryAfter: Self.seconds(retryAfter)])
    }

    /// 503: it cannot be done just now.
    public static func busy(_ detail: String, retryAfter: Duration) -> Problem {
        Problem(
            .serviceUnavailable, "unavailable", title: "Temporarily unavailable", detail: detail,
            headers: [.retryAfter: Self.seconds(retryAfter)])
    }

    /// 504: it took longer than allowed.
    public static func timedOut() -> Problem {
        Problem(.gatewayTimeout, "timed-out", title: "The request took too long", detail: "Try again.")
    }

    /// 500: our fault; the log has the cause under the request's id.
    public static func `internal`() -> Problem {
        Problem(
            .internalServerError, "internal", title: "Something went wrong on our side",
            detail: "The operator finds the cause in the log under this request's id.")
    }

    private static func seconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        return String(max(1, seconds + (attoseconds > 0 ? 1 : 0)))
    }
}

extension HTTPField.Name {
    /// `X-Request-ID`.
    public static var requestID: HTTPField.Name { known("X-Request-ID") }
    /// `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header).
    public static var idempotencyKey: HTTPField.Name { known("Idempotency-Key") }
    /// `X-Forwarded-For`.
    public static var forwardedFor: HTTPField.Name { known("X-Forwarded-For") }
    /// `tracestate` (W3C Trace Context).
    static var tracestate: HTTPField.Name { known("tracestate") }

    static func known(_ name: String) -> HTTPField.Name {
        // Only our own constants come here, and each is a token of RFC 9110.
        guard let field = HTTPField.Name(name) else { preconditionFailure("'\(name)' is not a field name") }
        return field
    }
}
