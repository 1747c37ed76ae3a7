internal import ServiceLifecycle

/// A service that begins only when the gate is open.
struct GatedService: Service, CustomStringConvertible {
    let service: any Service
    let gate: StartGate

    var description: String { "\(type(of: service))" }

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { try await gate.pass() }
        } catch is CancellationError {
            return
        }
        try await service.run()
    }
}
