/// A request's method (RFC 9110).
public struct HTTPMethod: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The method as sent, upper-case by custom.
    public let rawValue: String

    /// Wraps a method's name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A method spelled in the source.
    public init(stringLiteral value: String) { self.init(rawValue: value) }

    /// The method as sent.
    public var description: String { rawValue }

    /// GET
    public static let get: HTTPMethod = "GET"
    /// HEAD
    public static let head: HTTPMethod = "HEAD"
    /// POST
    public static let post: HTTPMethod = "POST"
    /// PUT
    public static let put: HTTPMethod = "PUT"
    /// PATCH
    public static let patch: HTTPMethod = "PATCH"
    /// DELETE
    public static let delete: HTTPMethod = "DELETE"
}
