public import Hummingbird
internal import Synchronization

/// Which methods each path takes, so that a known path with another method is told 405 and not 404.
public final class RouteTable: Sendable {
    private struct Route {
        var parts: [Substring]
        var method: String
    }
    private let routes = Mutex<[Route]>([])

    /// A table without routes.
    public init() {}

    /// Takes the routes of a router once they are all there.
    public func fill(from router: Router<BangbanContext>) {
        let found = router.routes.map { Route(parts: Self.parts($0.path.description), method: $0.method.rawValue) }
        routes.withLock { $0 = found }
    }

    /// The methods that a path takes, sorted; none when there is no such path.
    public func methods(for path: String) -> [String] {
        let parts = Self.parts(path)
        let found = routes.withLock { $0.filter { Self.matches($0.parts, parts) }.map(\.method) }
        return Set(found.contains("GET") ? found + ["HEAD"] : found).sorted()
    }

    private static func parts(_ path: String) -> [Substring] { path.split(separator: "/") }

    private static func matches(_ route: [Substring], _ path: [Substring]) -> Bool {
        if route.last == "**" {
            return path.count >= route.count && matches(route.dropLast(), path.prefix(route.count - 1))
        }
        return route.count == path.count && zip(route, path).allSatisfy(matches)
    }

    private static func matches(_ route: some Collection<Substring>, _ path: some Collection<Substring>) -> Bool {
        zip(route, path).allSatisfy(matches)
    }

    /// A part of a route: fixed text, `*`, or a capture with text before or after it.
    private static func matches(_ route: Substring, _ part: Substring) -> Bool {
        guard let open = route.firstIndex(of: "{"), let close = route.lastIndex(of: "}") else {
            return route == "*" || route == part
        }
        return part.hasPrefix(route[..<open]) && part.hasSuffix(route[route.index(after: close)...])
    }
}
