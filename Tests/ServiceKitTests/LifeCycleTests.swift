import Foundation
import JobQueue
import Logging
import Outbound
import Postgres
import ServiceKit
import TestKit
import Testing

/// The sample service as a real process.
@Suite("Life cycle", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct LifeCycleTests {
    @Test("it migrates, becomes ready, begins its work, and ends with 0 on SIGTERM")
    func whole() async throws {
        let shown = try await sample(["migrate", "--dry-run"])
        #expect(shown.status == 0 && shown.output == "-- 1 thing\n\nCREATE TABLE sample.thing (id int)\n")
        let migration = try await sample(["migrate"])
        #expect(migration.status == 0 && migration.output == "sample: applied 1 thing\n")
        let again = try await sample(["migrate"])
        #expect(again.output == "sample: up to date at version 1\n")
        let service = try process()
        try await service.startReady()
        #expect(try await service.terminate() == 0)
        let messages = service.messages
        for message in ["starting", "ready", "work begins", "listening", "work ends", "stopped"] {
            #expect(messages.contains(message), "\(message) is not among \(messages)")
        }
    }

    @Test("it tells how far every subscription is behind, also one that nobody works on")
    func backlog() async throws {
        _ = try await sample(["migrate"])
        let client = try TestDatabase.current.client()
        _ = try await client.query("SELECT queue.subscribe('house.events', 'gone', '-infinity', '{house.built}')")
        _ = try await client.query("SELECT queue.enqueue('house.built', '{}', 'house.events')")
        try await client.execute(
            """
            INSERT INTO queue.delayed (due, lane, kind, payload)
            SELECT 'infinity', queue.lane_of(s.id, 2), 'house.moved', '{}' FROM queue.subscription s
            """)
        let service = try process()
        try await service.startReady()
        let lines = [
            #"queue_waiting_messages{subscription="house.events/gone"} 1"#,
            #"queue_parked_messages{subscription="house.events/gone"} 1"#, "queue_messages_rescued_total 0",
        ]
        try await eventually {
            let text = try await HTTPClient(timeout: .seconds(10)).send(HTTPClientRequest(url: service.url("/metrics")))
                .text
            return lines.allSatisfy { text.contains($0 + "\n") }
        }
        #expect(try await service.terminate() == 0)
    }

    @Test("a request that runs when SIGTERM comes is finished")
    func drain() async throws {
        _ = try await sample(["migrate"])
        let service = try process()
        try await service.startReady()
        let client = HTTPClient(timeout: .seconds(10))
        async let answer = client.send(HTTPClientRequest(url: service.url("/slow")))
        try await service.waitForLog("slow request begins")
        #expect(try await service.terminate() == 0)
        #expect(try await answer.text == "finished")
    }

    @Test("a killed process starts again and is ready")
    func crash() async throws {
        _ = try await sample(["migrate"])
        let service = try process()
        try await service.startReady()
        try await service.kill()
        try await service.restart()
        #expect(try await service.terminate() == 0)
    }

    @Test("a bad setting ends it with 78 and one line")
    func badSetting() async throws {
        let result = try await sample([], ["DATABASE_POOL_SIZE": "many"])
        #expect(result.status == 78)
        #expect(result.errors == "sample: DATABASE_POOL_SIZE: 'many' is not a whole number; expected 2-500\n")
    }

    @Test("a schema that was not migrated is refused at once")
    func oldSchema() async throws {
        let result = try await sample([])
        #expect(result.status == 78)
        #expect(
            result.lastLine == "sample: schema 'sample' is at version 0, this program needs 1: run 'sample migrate'")
    }

    @Test("a schema that is newer than the program is refused at once")
    func newSchema() async throws {
        _ = try await sample(["migrate"])
        let client = try TestDatabase.current.client()
        try await client.execute(
            "INSERT INTO sample.schema_migration (version, name, checksum) VALUES (2, 'future', sha256('x'))")
        let result = try await sample([])
        #expect(result.status == 78)
        #expect(result.lastLine.contains("schema 'sample' is at version 2, this program knows up to 1"))
    }

    @Test("a role, database or host that does not exist is refused at once, without its password")
    func wrongURL() async throws {
        let url = TestDatabase.current.url()
        let role = try await sample(
            [], ["DATABASE_URL": url + (url.contains("?") ? "&" : "?") + "user=nobody_here&password=hunter2"])
        #expect(role.status == 78 && role.lastLine.hasPrefix("sample: DATABASE_URL: "), "\(role)")
        #expect(role.lastLine.contains("nobody_here") && !role.errors.contains("hunter2"))
        let broken = try await sample([], ["DATABASE_URL": "postgresql://u:hunter2@host:port/x"])
        #expect(broken.status == 78 && broken.errors.hasPrefix("sample: DATABASE_URL: "))
        #expect(!broken.errors.contains("hunter2"))
    }

    @Test("without its database it lives, is not ready and says why, and gives up after the start limit")
    func unreachable() async throws {
        let closed = try ServiceProcess.freePort()
        let service = try process([
            "DATABASE_URL": "postgresql://x@127.0.0.1:\(closed)/x", "DATABASE_START_LIMIT": "2s",
        ])
        try service.start()
        try await service.wait(for: "/healthz", status: 200)
        let answer = try await HTTPClient(timeout: .seconds(10)).send(HTTPClientRequest(url: service.url("/readyz")))
        #expect(answer.status == 503 && answer.text.contains("waiting for the database"))
        #expect(try await service.waitForExit() == 69)
        #expect(service.lastLine.hasPrefix("sample: DATABASE_URL: "))
        #expect(!service.messages.contains("work begins"))
    }

    @Test("a host that has no name is waited for as long as another of the URL's may come")
    func oneOfTwo() async throws {
        let closed = try ServiceProcess.freePort()
        let result = try await sample(
            [], ["DATABASE_URL": "postgresql://x@nobody.invalid,127.0.0.1:\(closed)/x", "DATABASE_START_LIMIT": "1s"])
        #expect(result.status == 69, "\(result)")
    }

    @Test("a database that comes later is waited for; one that goes away takes readiness with it")
    func later() async throws {
        _ = try await sample(["migrate"])
        let name = TestDatabase.current.name
        let server = try serverClient()
        try await server.execute("ALTER DATABASE \(identifier: name) ALLOW_CONNECTIONS false")
        let service = try process()
        try service.start()
        try await service.waitForLog("the database does not answer yet")
        #expect(!service.messages.contains("work begins"))
        try await server.execute("ALTER DATABASE \(identifier: name) ALLOW_CONNECTIONS true")
        try await service.waitUntilReady()
        try await service.waitForLog("work begins")
        try await server.execute("ALTER DATABASE \(identifier: name) ALLOW_CONNECTIONS false")
        try await server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = \(name)")
        try await service.wait(for: "/readyz", status: 503)
        try await server.execute("ALTER DATABASE \(identifier: name) ALLOW_CONNECTIONS true")
        try await service.waitUntilReady()
        #expect(try await service.terminate() == 0)
        await server.close()
    }

    @Test("a port that is taken is named")
    func portInUse() async throws {
        _ = try await sample(["migrate"])
        let first = try process()
        try await first.startReady()
        let second = try await sample([], ["HTTP_PORT": String(first.port)])
        #expect(second.status == 78)
        #expect(second.lastLine == "sample: HTTP_PORT: the address is in use by another process")
        try await first.terminate()
    }

    @Test("a client that goes away in the middle of its body is no error")
    func disconnect() async throws {
        _ = try await sample(["migrate"])
        let service = try process()
        try await service.startReady()
        try Sockets.sendAndClose(
            "POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf", port: service.port)
        try await service.wait(for: "/healthz", status: 200)
        try await service.terminate()
        #expect(service.records.filter { $0["level"] == "error" || $0["level"] == "warning" } == [])
    }

    @Test("a misspelt name in the environment file is warned of")
    func unread() async throws {
        _ = try await sample(["migrate"])
        let file = FileManager.default.temporaryDirectory.appending(path: "sample-\(UUID().uuidString).env")
        try Data("HTTP_PROT=1\nDATABASE_POOL_SIZE=3\n".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let service = try process([:], ["--env-file", file.path])
        try await service.startReady()
        try await service.terminate()
        #expect(service.messages.contains("the environment file sets names that nothing reads"))
        #expect(service.logs.contains("HTTP_PROT") && !service.logs.contains("DATABASE_POOL_SIZE"))
    }

    @Test("help lists every setting")
    func help() async throws {
        let result = try await sample(["serve", "--help"])
        #expect(result.status == 0)
        for setting in ServiceSettings.settings(port: 8099) {
            #expect(result.output.contains(setting.environmentName), "\(setting.environmentName)")
        }
    }

    // MARK: - Private

    private func environment(_ changes: [String: String]) -> [String: String] {
        minimal.merging(["DATABASE_URL": TestDatabase.current.url()]) { $1 }.merging(changes) { $1 }
    }

    private func process(_ changes: [String: String] = [:], _ arguments: [String] = []) throws -> ServiceProcess {
        try ServiceProcess("SampleService", arguments: arguments, environment: environment(changes))
    }

    private func sample(
        _ arguments: [String], _ changes: [String: String] = [:]
    ) async throws -> (status: Int32, output: String, errors: String, lastLine: String) {
        let result = try await ServiceProcess.run("SampleService", arguments, environment: environment(changes))
        let last = result.errors.split(separator: "\n").last.map(String.init) ?? ""
        return (result.status, result.output, result.errors, last)
    }

    /// A client of another database of the same server.
    private func serverClient() throws -> PostgresClient {
        let url = TestDatabase.current.url().replacing(TestDatabase.current.name, with: "postgres")
        var configuration = try PostgresConfiguration(url: url)
        configuration.poolSize = 2
        return PostgresClient(configuration, logger: Logger(label: "test"))
    }
}
