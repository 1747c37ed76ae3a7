internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// What supervisors ask: alive, ready, and the figures.
struct HealthRoutes {
    /// What is asked so often that nobody wants to read of it.
    static let paths: Set = ["/healthz", "/readyz", "/metrics"]

    let service: String
    let readiness: Readiness
    let metrics: PrometheusRegistry

    func add(to router: Router<BangbanContext>) {
        router.get("healthz") { _, _ in Health(status: "ok", service: service) }
        router.get("readyz") { _, _ in
            let report = await readiness.report()
            return EditedResponse(
                status: report.isReady ? .ok : .serviceUnavailable, headers: [.cacheControl: "no-store"],
                response: report)
        }
        router.get("metrics") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: metrics.exposition)))
        }
    }
}

private struct Health: ResponseEncodable {
    var status: String
    var service: String
}
