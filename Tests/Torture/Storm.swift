import Foundation
import JobQueue
import Logging
import Postgres
import TestTools

/// A storm on a cluster of its own, from the first message to the verdict.
struct Storm: Sendable {
    private static let database = "torture"
    let plan: StormPlan
    let cluster: Cluster
    /// Nil where there is a standby, or where file systems cannot be mounted.
    let disk: Disk?
    let tally = Tally(crowd: 5000)
    /// As the superuser.
    let client: PostgresClient
    private let producing: PostgresClient
    private let repository: URL
    private let logs: URL

    /// Makes the cluster and the database.
    init(_ plan: StormPlan, repository: URL, directory: URL) async throws {
        self.plan = plan
        self.repository = repository
        logs = directory.appending(path: "logs")
        try? FileManager.default.removeItem(at: logs)
        try FileManager.default.createDirectory(at: logs, withIntermediateDirectories: true)
        cluster = try await Cluster(
            repository: repository, directory: directory, hasStandby: plan.hasStandby)
        let silent = Logger(label: "storm") { _ in SwiftLogNoOpLogHandler() }
        let administrator = PostgresClient(
            try PostgresConfiguration(url: cluster.url(database: "postgres")), logger: silent)
        disk = plan.hasStandby ? nil : try await Disk.mounted(beside: cluster.servers[0], administrator)
        try await administrator.execute(
            "CREATE DATABASE \(identifier: Self.database) TABLESPACE \(identifier: disk == nil ? "pg_default" : Disk.name)"
        )
        await administrator.close()
        client = PostgresClient(
            try PostgresConfiguration(url: cluster.url(database: Self.database)), logger: silent)
        var settings = try PostgresConfiguration(url: cluster.url(role: "bangban_intake", database: Self.database))
        settings.poolSize = plan.producers + 2
        producing = PostgresClient(settings, logger: silent)
        try await prepare(silent)
        try await checkClock()
    }

    /// Storms, drains and counts; the cluster is stopped at the end, and its files kept if something is wrong.
    func run() async throws -> Summary {
        let start = ContinuousClock.now
        var stations: [Station] = []
        for number in 0..<plan.workers {
            stations.append(
                try await Station(number, of: cluster, database: Self.database, lease: plan.lease, logs: logs))
        }
        let faults = Faults(storm: self, stations: stations, log: logs.appending(path: "faults.log"))
        let ending = Task { await PreparedTransactions(client: client).run() }
        let queue = JobQueue(producing)
        await withTaskGroup { group in
            for lane in 0..<plan.producers {
                group.addTask {
                    var producer = Producer(
                        lane, of: plan.producers, seed: plan.seed, bulk: plan.bulk, queue: queue, client: producing,
                        tally: tally)
                    await producer.run()
                }
            }
            group.addTask { await faults.run() }
            group.addTask { await Watch(storm: self).storm(since: start) }
        }
        ending.cancel()
        await ending.value
        let drain = ContinuousClock.now
        await Watch(storm: self).drain()
        let end = ContinuousClock.now
        for station in stations {
            do { try await station.close() } catch { tally.add(problem: "\(error)") }
        }
        try await client.execute(Ledger.confirm(tally.confirmed))
        let summary = try await Summary(
            seed: plan.seed, seconds: (drain - start).seconds, drainSeconds: (end - drain).seconds, tally: tally,
            verdict: Verdict(client), client)
        await client.close()
        await producing.close()
        try await cluster.stop(keepingFiles: !summary.isGood)
        if summary.isGood { try disk?.unmount() }
        if disk == nil, !plan.hasStandby { tell("no disk was full: file systems cannot be mounted here") }
        if !summary.isGood { tell("the database is kept in \(cluster.files), what the workers wrote in \(logs.path)") }
        return summary
    }

    /// Tells of progress.
    func tell(_ line: String) { FileHandle.standardError.write(Data("\(line)\n".utf8)) }

    // MARK: - Private

    private func prepare(_ logger: Logger) async throws {
        let roles = try String(contentsOf: repository.appending(path: "deploy/roles.sql"), encoding: .utf8)
        try await client.withConnection { connection in
            try await connection.executeScript(roles)
            for role in ["bangban_owner", "bangban_intake"] {
                try await connection.executeScript("ALTER ROLE \(role) PASSWORD '\(cluster.password)'")
            }
        }
        let owner = PostgresClient(
            try PostgresConfiguration(url: cluster.url(role: "bangban_owner", database: Self.database)), logger: logger)
        _ = try await JobQueue.migrator.migrate(owner)
        await owner.close()
        try await client.withConnection { try await $0.executeScript(Ledger.schema) }
    }

    /// A storm in which the server's clock silently did not move would prove less than it says.
    private func checkClock() async throws {
        try cluster.clock.jump(to: .seconds(60))
        let shown: Date = try await client.query("SELECT clock_timestamp()")[0].decode()
        try cluster.clock.jump(to: .zero)
        guard shown.timeIntervalSinceNow > 30 else {
            throw Subprocess.Failure("the server's clock cannot be stepped: it shows \(shown)")
        }
    }
}
