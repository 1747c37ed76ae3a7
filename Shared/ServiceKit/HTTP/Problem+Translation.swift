internal import Hummingbird
internal import Models
internal import NIOCore
internal import Postgres

extension Problem {
    /// The problem that stands for an error, and whether the error is our fault and belongs in the log.
    static func translating(_ error: any Error) -> (problem: Problem, isFault: Bool) {
        switch error {
        case let problem as Problem: (problem, false)
        case let field as FieldError: (.invalid([field]), false)
        case let error as DecodingError: (.malformed("The JSON does not fit.", errors: [error.fieldError]), false)
        case is NIOTooManyBytesError: (.tooLarge(limit: 0).withoutDetail, false)
        case let error as PostgresError: translating(error)
        case let error as HTTPError: (translating(error), false)
        case let error as any HTTPResponseError:
            (Problem(error.status, "http", title: error.status.reasonPhrase), false)
        case is CancellationError: (.busy("The service is stopping.", retryAfter: .seconds(5)), false)
        default: (.internal(), true)
        }
    }

    private static func translating(_ error: PostgresError) -> (problem: Problem, isFault: Bool) {
        if error.code == .statementTimeout { return (.timedOut(), true) }
        // disk_full, out_of_memory: nothing was stored, and a later try may succeed.
        if ["53100", "53200"].contains(error.sqlState?.rawValue) {
            return (.busy("The database has run out of room.", retryAfter: .seconds(60)), true)
        }
        if error.isConnectionLoss || error.isRetryable || error.code == .closed {
            return (.busy("The database does not answer just now.", retryAfter: .seconds(5)), true)
        }
        return (.internal(), true)
    }

    private static func translating(_ error: HTTPError) -> Problem {
        let type =
            switch error.status {
            case .notFound: "not-found"
            case .badRequest: "malformed-request"
            case .contentTooLarge: "body-too-large"
            case .unsupportedMediaType: "unsupported-media-type"
            default: "http-\(error.status.code)"
            }
        return Problem(
            error.status, type, title: error.status.reasonPhrase, detail: error.body, headers: error.headers)
    }

    private var withoutDetail: Problem {
        var problem = self
        problem.detail = nil
        return problem
    }
}
