public import Hummingbird

/// Sets how many bytes of a body are read; a group of routes may set another limit than the rest.
public struct BodyLimitMiddleware: RouterMiddleware {
    /// The context of our routers.
    public typealias Context = BangbanContext

    private let bytes: Int

    /// Allows bodies of so many bytes.
    public init(bytes: Int) { self.bytes = bytes }

    /// Handles a request.
    public func handle(
        _ request: Request, context: BangbanContext, next: (Request, BangbanContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.maxUploadSize = bytes
        return try await next(request, context)
    }
}
