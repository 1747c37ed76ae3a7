import Configuration
import Hummingbird
import TestKit

@testable import ServiceKit

/// A client of a router with the common parts and some routes.
func client(
    _ changes: [String: String] = [:], _ add: (Router<BangbanContext>) -> Void
) throws -> RouterClient {
    let routes = RouteTable()
    let router = serviceRouter(
        try httpSettings(changes), service: "intake", readiness: Readiness([]), routes: routes)
    add(router)
    routes.fill(from: router)
    return RouterClient(router)
}

func httpSettings(_ changes: [String: String]) throws -> HTTPSettings {
    try HTTPSettings(ConfigReader(environment: changes), port: 8081)
}
