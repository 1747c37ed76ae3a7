internal import HTTPTypes
public import Hummingbird
internal import Logging
internal import NIOCore
internal import NIOHTTP1

/// How a service shows a problem to a browser; nil leaves it as JSON.
public typealias ProblemPage = @Sendable (Problem, Request, BangbanContext) -> Response?

/// Makes a problem of every error, logs each fault once with its cause, and leaks nothing.
public struct ProblemMiddleware: RouterMiddleware {
    /// The context of our routers.
    public typealias Context = BangbanContext

    private let routes: RouteTable
    private let page: ProblemPage?

    /// Knows the routes, to tell 405 from 404, and how a browser is told.
    public init(routes: RouteTable, page: ProblemPage? = nil) {
        self.routes = routes
        self.page = page
    }

    /// Handles a request.
    public func handle(
        _ request: Request, context: BangbanContext, next: (Request, BangbanContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPParserError {
            // The body's framing is broken, so nothing after it can be read: the server answers 400 and closes.
            throw error
        } catch {
            return Self.isDisconnect(error) ? disconnected(context) : respond(to: error, request, context)
        }
    }

    // MARK: - Private

    /// Nobody is there to read an answer; 499 is what proxies log for it.
    private func disconnected(_ context: BangbanContext) -> Response {
        context.logger.debug("client went away")
        return Response(status: .init(code: 499, reasonPhrase: "Client Closed Request"))
    }

    private func respond(to error: any Error, _ request: Request, _ context: BangbanContext) -> Response {
        var (problem, isFault) = Problem.translating(error)
        if problem.status == .notFound, context.endpointPath == "NotFound" {
            problem = unrouted(request)
        }
        if isFault {
            context.logger.error(
                "request failed", metadata: ["error": "\(error)", "path": "\(request.uri.path.prefix(200))"])
        } else if problem.status.code >= 500 {
            context.logger.warning("request refused", metadata: ["problem": "\(problem)"])
        } else {
            context.logger.debug("request refused", metadata: ["problem": "\(problem)"])
        }
        let wantsPage = request.headers[.accept]?.contains("text/html") ?? false
        if wantsPage, let page, var response = page(problem, request, context) {
            for field in problem.headers where response.headers[field.name] == nil { response.headers.append(field) }
            return response
        }
        return problem.response(requestID: context.requestID)
    }

    private func unrouted(_ request: Request) -> Problem {
        let allowed = routes.methods(for: request.uri.path)
        guard !allowed.isEmpty else { return .notFound("There is nothing at this path.") }
        return Problem(
            .methodNotAllowed, "method-not-allowed", title: "The method is not allowed here",
            detail: "\(request.method.rawValue) is not among \(allowed.joined(separator: ", ")).",
            headers: [.allow: allowed.joined(separator: ", ")])
    }

    private static func isDisconnect(_ error: any Error) -> Bool {
        switch error {
        case let error as ChannelError:
            switch error {
            case .ioOnClosedChannel, .alreadyClosed, .inputClosed, .outputClosed, .eof: true
            default: false
            }
        case let error as IOError: error.errnoCode == connectionReset || error.errnoCode == brokenPipe
        default: false
        }
    }
}

// <errno.h> on Linux.
private let connectionReset: CInt = 104
private let brokenPipe: CInt = 32
