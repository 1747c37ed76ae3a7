public import Configuration
public import Hummingbird
public import JobQueue
public import Logging
public import Postgres
public import ServiceLifecycle

/// What a service is built on: its settings, its database and its router. The service adds routes and work, and runs.
public struct ServiceHost {
    /// The process.
    public let runner: ServiceRunner
    /// What every service has.
    public let settings: ServiceSettings
    /// The database, as the service's own role.
    public let postgres: PostgresClient
    /// The router, with everything common in place.
    public let router: Router<BangbanContext>
    /// Whether the service can work; `/readyz` tells it.
    public let readiness: Readiness

    private let traces: TracePipeline?
    private let routes = RouteTable()
    private let gate = StartGate()
    private let description: ServiceDescription

    /// Reads the common settings and builds the common parts; connects to nothing yet.
    public init(_ runner: ServiceRunner, _ description: ServiceDescription) async throws {
        try self.init(runner, description, problemPage: nil)
    }

    /// The same, with a page that shows problems to browsers.
    public init(
        _ runner: ServiceRunner, _ description: ServiceDescription, problemPage: ProblemPage?
    ) throws {
        let settings = try ServiceSettings(runner.config, name: description.name, port: description.port)
        let postgres = PostgresClient(settings.database, logger: runner.logger)
        // A tenth of the grace is left for the last spans: the worker, which ends before, takes eight.
        traces = TracePipeline(
            settings.tracing, service: description.name, grace: settings.shutdownGrace * 0.1, logger: runner.logger)
        if let traces { Bootstrap.once(traces.tracer) }
        self.runner = runner
        self.description = description
        self.settings = settings
        self.postgres = postgres
        readiness = Self.readiness(postgres, description.migrator, gate)
        router = serviceRouter(
            settings.http, service: description.name, readiness: readiness, routes: routes, problemPage: problemPage)
    }

    /// The queue, for what the service tells and asks.
    public var queue: JobQueue { JobQueue(postgres) }
    /// The settings, for what the service reads itself.
    public var config: ConfigReader { runner.config }
    /// The process's logger.
    public var logger: Logger { runner.logger }

    /// Serves HTTP and runs the service's work until the process is told to stop. Work begins once the database has been
    /// found in order.
    public func run(_ work: [any Service]) async throws {
        routes.fill(from: router)
        let check = StartupCheck(
            client: postgres, migrator: description.migrator, gate: gate,
            limit: settings.databaseSettings.startLimit, logger: logger)
        let gated = work.map { GatedService(service: $0, gate: gate) }
        let export = traces.map { [$0.export] } ?? []
        try await runner.run(export + [postgres, check] + gated + [httpService(router, settings.http, logger: logger)])
    }

    // MARK: - Private

    private static func readiness(_ client: PostgresClient, _ migrator: Migrator, _ gate: StartGate) -> Readiness {
        Readiness([
            .init("start") { if let obstacle = gate.obstacle { throw ReadinessError.starting(obstacle) } },
            .init("database") { _ = try await client.query("SELECT 1") },
            .init("schema") { try await migrator.check(client) },
            .init("queue") { try await QueueSchema.check(client) },
        ])
    }
}
