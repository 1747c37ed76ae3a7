import Configuration
import Foundation
import Postgres
import ServiceKit
import Testing

@Suite("Configuration")
struct ConfigurationTests {
    @Test(
        "a malformed value is refused by its environment name, never read as the default",
        arguments: [
            ("HTTP_PORT", "abc", "HTTP_PORT: 'abc' is not a whole number; expected 0-65535"),
            ("HTTP_PORT", "70000", "HTTP_PORT: '70000' is out of range; expected 0-65535"),
            ("HTTP_TIME_LIMIT", "30", "HTTP_TIME_LIMIT: '30' has no unit (ms, s, m, h or d)"),
            ("HTTP_RATE_LIMIT", "nan", "HTTP_RATE_LIMIT: 'nan' is not a number"),
            (
                "DATABASE_PREPARED_STATEMENTS", "maybe",
                "DATABASE_PREPARED_STATEMENTS: 'maybe' is neither true nor false"
            ),
            ("TIME_ZONE", "Mars/Olympus", "TIME_ZONE: 'Mars/Olympus' is not a known time zone"),
            ("PUBLIC_URL", "ftp://hall", "PUBLIC_URL: 'ftp://hall' has another scheme than http or https"),
            ("PUBLIC_URL", "https://me:pw@hall", "PUBLIC_URL: 'https://me:pw@hall' carries a user"),
            ("OPERATOR_TOKEN_SHA256", "secret", "OPERATOR_TOKEN_SHA256: 'secret' is not a SHA-256 in hexadecimal"),
            ("SHUTDOWN_GRACE", "0s", "SHUTDOWN_GRACE: '0s' is out of range"),
        ])
    func malformed(name: String, value: String, message: String) {
        let error = #expect(throws: ConfigurationError.self) { try settings([name: value]) }
        #expect(error?.key == name)
        #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
    }

    @Test("what must be set is named when it is missing or empty", arguments: ["DATABASE_URL", "CONTACT_KEY"])
    func missing(name: String) {
        let error = #expect(throws: ConfigurationError.self) { try settings([name: ""]) }
        #expect(error?.key == name)
        #expect(error?.reason == "is not set")
    }

    @Test("no message shows a secret")
    func secrets() {
        let url = #expect(throws: ConfigurationError.self) {
            try settings(["DATABASE_URL": "postgresql://u:hunter2@h:port/x"])
        }
        #expect(url?.key == "DATABASE_URL")
        #expect(url?.description.contains("hunter2") == false)
        let key = #expect(throws: ConfigurationError.self) { try settings(["CONTACT_KEY": "aHVudGVyMg=="]) }
        #expect(key?.description.hasPrefix("CONTACT_KEY: its value is 7 bytes long") == true)
        #expect(key?.description.contains("aHVudGVyMg") == false)
    }

    @Test("settings that nobody set have their defaults")
    func defaults() throws {
        let settings = try settings([:])
        #expect(settings.http.port == 8081)
        #expect(settings.http.host == "127.0.0.1")
        #expect(settings.publicURL.absoluteString == "http://127.0.0.1:8081")
        #expect(settings.timeZone.identifier == "Asia/Shanghai")
        #expect(settings.database.poolSize == 8)
        #expect(settings.database.applicationName == "intake")
        #expect(settings.operatorTokenHash == nil)
        #expect(settings.shutdownGrace == .seconds(25))
    }

    @Test(
        "a time is read with its unit",
        arguments: zip(
            ["250ms", "30s", "5m", "2h", "1d"],
            [Duration.milliseconds(250), .seconds(30), .seconds(300), .seconds(7200), .seconds(86_400)]))
    func durations(text: String, duration: Duration) throws {
        let setting = Setting("x", .duration(in: .zero ... .seconds(86_400)), default: .zero, about: "")
        #expect(try ConfigReader(environment: ["X": text]).value(setting) == duration)
        #expect(duration.settingText == text)
    }

    @Test("a provider of typed values does not make a setting read as not set")
    func typedProvider() throws {
        let reader = ConfigReader(provider: InMemoryProvider(values: ["http.port": 9000]))
        #expect(try reader.setting("http.port", default: 8081, in: 1...65535) == 9000)
    }

    @Test("help names every setting with what is expected and its default")
    func help() {
        let help = ServiceSettings.settings(port: 8081).help
        for line in [
            "DATABASE_URL", "(postgresql://user@host:port/database; required; secret)", "(0-65535; default 8081)",
            "(one of json, text; default json)", "default Asia/Shanghai", "default 25s",
        ] {
            #expect(help.contains(line), "\(line)")
        }
    }

    @Test("the settings that are read are exactly the settings that help describes")
    func described() throws {
        let recorder = SettingsRecorder()
        let reader = ConfigReader(environment: minimal, recorder: recorder)
        _ = try ServiceSettings(reader, name: "intake", port: 8081)
        _ = try DatabaseSettings.migration(reader, name: "intake")
        let described = Set(ServiceSettings.settings(port: 8081).map(\.environmentName))
        #expect(recorder.readNames.union(["LOG_LEVEL", "LOG_FORMAT"]) == described)
    }
}

@Suite("Environment file")
struct EnvironmentFileTests {
    @Test("comments, blank lines, quotes and equals signs in values are read")
    func parses() throws {
        let file = try EnvironmentFile(parsing: "# a\n\nA=1\n B = \"two words\"\nC='x=y'\nD=a=b==\n; c\n")
        #expect(file.values == ["A": "1", "B": "two words", "C": "x=y", "D": "a=b=="])
    }

    @Test(
        "a line that is no setting is refused by its number",
        arguments: zip(
            ["A=1\nnonsense", "=x", "1A=x", "A=1\nA=2", "A=\"open"],
            [
                "f line 2: has no '='; expected KEY=value", "f line 1: '' is not a name; expected KEY=value",
                "f line 1: '1A' is not a name; expected KEY=value", "f line 2: sets A a second time",
                "f line 1: has an unbalanced quote",
            ]))
    func refuses(text: String, message: String) {
        let error = #expect(throws: ConfigurationError.self) { try EnvironmentFile(parsing: text, path: "f") }
        #expect(error?.description == message)
    }

    @Test("a file that is not there is refused")
    func absent() {
        let error = #expect(throws: ConfigurationError.self) { try EnvironmentFile(path: "/nonexistent/x.env") }
        #expect(error?.description == "--env-file: '/nonexistent/x.env' cannot be read")
    }
}

let minimal = [
    "DATABASE_URL": "postgresql://bangban_intake@127.0.0.1:5432/bangban",
    "CONTACT_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
]

private func settings(_ changes: [String: String]) throws -> ServiceSettings {
    let environment = minimal.merging(changes) { $1 }
    return try ServiceSettings(ConfigReader(environment: environment), name: "intake", port: 8081)
}
