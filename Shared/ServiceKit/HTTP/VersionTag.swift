internal import HTTPTypes
public import Hummingbird

/// The version of something that people change, as an `ETag`: `"v7"`.
public struct VersionTag: Sendable, Hashable, CustomStringConvertible {
    /// The version, counted by its table.
    public let version: Int

    /// Tags a version.
    public init(_ version: Int) { self.version = version }

    /// Reads an entity tag; nil when it is none of ours. A weak tag (`W/`) is none: RFC 9110 section 13.1.1.
    public init?(tag: String) {
        guard tag.hasPrefix("\"v"), tag.hasSuffix("\""), let version = Int(tag.dropFirst(2).dropLast()), version >= 0
        else { return nil }
        self.version = version
    }

    /// The entity tag, for the header `ETag`.
    public var description: String { "\"v\(version)\"" }

    /// The version that the caller last saw, from `If-Match`; a 428 problem when the header is missing, a 400 when it is
    /// none of our tags.
    public static func required(in request: Request) throws -> VersionTag {
        guard let value = request.headers[.ifMatch] else {
            throw Problem(
                .preconditionRequired, "version-missing", title: "The version is missing",
                detail: "Send If-Match with the ETag that you last received.")
        }
        guard let tag = VersionTag(tag: value.filter { $0 != " " }) else {
            throw Problem.malformed("If-Match does not hold one ETag of ours, such as \"v7\".")
        }
        return tag
    }

    /// Throws a 412 problem when somebody changed the thing since the caller saw it.
    public func require(current: Int, type: String = "case-changed") throws {
        guard version == current else { throw Self.changed(type, current: current) }
    }

    /// The 412 problem: somebody was faster.
    public static func changed(_ type: String = "case-changed", current: Int? = nil) -> Problem {
        Problem(
            .preconditionFailed, type, title: "Somebody else has changed it",
            detail: "Load it again, look at the change and repeat yours.",
            headers: current.map { [.eTag: VersionTag($0).description] } ?? [:])
    }
}
