import Postgres
import TestKit
import Testing

@Suite("Configuration")
struct ConfigurationTests {
    @Test("URLs and keyword strings are read, with several hosts")
    func forms() throws {
        let url = try PostgresConfiguration(
            url: "postgresql://intake:pw@db1:5432,db2:5433/bangban?target_session_attrs=read-write&connect_timeout=9")
        #expect(url.value("host") == "db1,db2")
        #expect(url.connectTimeout == .seconds(9))
        let keywords = try PostgresConfiguration(url: "host=/run/postgresql dbname=bangban user='in take'")
        #expect(keywords.value("user") == "in take")
    }

    @Test(
        "a wrong string is refused, and the password is nowhere in the error",
        arguments: [
            "", "postgresql://u:geheim@[::1/db", "host=localhost password geheim", "postgresql://u:geheim@h:99999/db",
            "postgresql://u:geheim@h/db?nonsense=1", "host='x password=geheim", "mysql://u:geheim@h/db", "a\0b",
        ])
    func refused(url: String) {
        let error = #expect(throws: PostgresError.self) { try PostgresConfiguration(url: url) }
        #expect(error?.code == .configuration)
        #expect(!String(describing: error).contains("geheim"))
    }

    @Test("the password is not shown")
    func password() throws {
        let configuration = try PostgresConfiguration(url: "postgresql://u:geheim@h/db")
        #expect(configuration.value("password") == nil)
        var dumped = ""
        dump(configuration, to: &dumped)
        for shown in ["\(configuration)", String(reflecting: configuration), dumped] {
            #expect(!shown.contains("geheim"))
        }
    }

    @Test("a wrong port, database and role each give the server's reason", .database())
    func unreachable() async throws {
        let closed = try PostgresConfiguration(url: "postgresql://u:geheim@127.0.0.1:1/db")
        let refused = await #expect(throws: PostgresError.self) { try await PostgresConnection.connect(closed) }
        #expect(refused?.code == .connectionFailed)
        #expect(refused?.message.contains("geheim") == false)
        let name = TestDatabase.current.name
        let missing = try PostgresConfiguration(url: TestDatabase.current.url().replacing(name, with: "no_such"))
        let error = await #expect(throws: PostgresError.self) { try await PostgresConnection.connect(missing) }
        #expect(error?.message.contains("no_such") ?? false)
        await #expect(throws: PostgresError.self) {
            try await PostgresConnection.connect(TestDatabase.current.configuration(role: "nobody_here"))
        }
    }

    @Test("the first host that answers is used", .database())
    func severalHosts() async throws {
        let url = TestDatabase.current.url()
        let parsed = try PostgresConfiguration(url: url)
        let (host, port) = try (#require(parsed.value("host")), #require(parsed.value("port")))
        let several = try PostgresConfiguration(
            url:
                "host=127.0.0.1,\(host) port=1,\(port) user=\(parsed.value("user") ?? "") dbname=\(TestDatabase.current.name)"
        )
        let connection = try await PostgresConnection.connect(several)
        #expect(try await connection.query("SELECT 1")[0].decode(Int.self) == 1)
    }
}
