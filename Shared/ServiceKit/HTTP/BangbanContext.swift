internal import Foundation
internal import HTTPTypes
public import Hummingbird
public import Logging
internal import NIOCore

/// What travels with a request through middleware and handlers.
public struct BangbanContext: RequestContext {
    /// What Hummingbird itself keeps.
    public var coreContext: CoreRequestContextStorage
    /// The request's id: the caller's, where it sent a sane one.
    public var requestID: String
    /// The client's address: the peer's, or what a trusted proxy says of it.
    public var clientAddress: String
    /// Who is asking, once an authenticating middleware knows; see ``Identity``.
    public var identity: (any Identity)?
    /// The most bytes of a body that are read.
    public var maxUploadSize: Int = 1 << 20

    /// Takes over what the server knows of the connection.
    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        requestID = RequestIdentifier.fresh()
        clientAddress = source.channel.remoteAddress?.ipAddress ?? "unknown"
    }

    /// A context without a connection, for tests.
    public init(logger: Logger, clientAddress: String) {
        coreContext = CoreRequestContextStorage(source: LoggerSource(logger: logger))
        requestID = RequestIdentifier.fresh()
        self.clientAddress = clientAddress
    }

    /// The request's id.
    public var id: String { requestID }

    /// Reads bodies as JSON, within limits, and explains what does not fit.
    public var requestDecoder: JSONBodyDecoder { JSONBodyDecoder() }

    /// Writes bodies as JSON by ``JSONCoding``.
    public var responseEncoder: JSONBodyEncoder { JSONBodyEncoder() }
}

/// Somebody a request was authenticated as: a kiosk, a clerk, an operator.
public protocol Identity: Sendable {
    /// A stable name without personal data, such as `kiosk:0193…`: for rate limits, idempotency scopes and the log.
    var name: String { get }
}

extension BangbanContext {
    /// The identity as a certain type; throws a 401 problem when there is none of that type.
    public func require<Who: Identity>(_ type: Who.Type) throws -> Who {
        guard let who = identity as? Who else { throw Problem.unauthorized("Sign in first.") }
        return who
    }
}

private struct LoggerSource: RequestContextSource {
    let logger: Logger
}
