internal import HTTPTypes
public import Hummingbird

/// The operator, known by the bearer token whose SHA-256 is configured.
public struct OperatorIdentity: Identity {
    /// Always `operator`.
    public let name = "operator"

    /// The operator.
    public init() {}
}

/// Lets only the operator in: a bearer token is compared with `OPERATOR_TOKEN_SHA256` in constant time.
public struct OperatorMiddleware: RouterMiddleware {
    /// The context of our routers.
    public typealias Context = BangbanContext

    private let expected: TokenHash?

    /// Expects the token with this hash; nil refuses everybody, since no operator is configured.
    public init(_ expected: TokenHash?) { self.expected = expected }

    /// Handles a request.
    public func handle(
        _ request: Request, context: BangbanContext, next: (Request, BangbanContext) async throws -> Response
    ) async throws -> Response {
        guard let expected else {
            throw Problem.unauthorized("No operator token is configured here.", realm: "operator")
        }
        guard let token = request.bearerToken else {
            throw Problem.unauthorized("Send the operator token as a bearer token.", realm: "operator")
        }
        guard TokenHash(hashing: token) == expected else {
            throw Problem.unauthorized("The operator token is not valid.", realm: "operator")
        }
        var context = context
        context.identity = OperatorIdentity()
        return try await next(request, context)
    }
}
