public import HTTPTypes
public import Models

/// An error as the outside sees it: RFC 9457 problem details, `application/problem+json`.
///
/// Throw it from any handler. Its texts are for the caller and must not carry secrets or other people's data.
public struct Problem: Error, Sendable, Equatable {
    /// The HTTP status.
    public var status: HTTPResponse.Status
    /// The kind of problem, such as `case-changed`; sent as `urn:bangban:problem:case-changed`.
    public var type: String
    /// A short sentence that is the same for every problem of the type.
    public var title: String
    /// What is special about this one; nil when there is nothing to add.
    public var detail: String?
    /// The fields that were refused.
    public var errors: [FieldError]
    /// Further headers, such as `Retry-After`.
    public var headers: HTTPFields

    /// Describes a problem.
    public init(
        _ status: HTTPResponse.Status, _ type: String, title: String, detail: String? = nil, errors: [FieldError] = [],
        headers: HTTPFields = [:]
    ) {
        self.status = status
        self.type = type
        self.title = title
        self.detail = detail
        self.errors = errors
        self.headers = headers
    }
}

extension Problem: CustomStringConvertible {
    /// One line for the log: status, type and the names of refused fields.
    public var description: String {
        let fields = errors.isEmpty ? "" : " [\(errors.map(\.field).joined(separator: ", "))]"
        return "\(status.code) \(type): \(detail ?? title)\(fields)"
    }
}
