import Foundation
import Models
import TestKit
import Testing

/// The executable itself: what it says and the status it ends with.
@Suite(.timeLimit(.minutes(5)))
struct CommandTests {
    private func bangban(
        _ arguments: [String], _ environment: [String: String] = [:]
    ) async throws -> (status: Int32, output: String, errors: String) {
        try await ServiceProcess.run("bangban", arguments, environment: environment)
    }

    @Test(
        "every command explains itself",
        arguments: [
            [], ["migrate"], ["doctor"], ["sample", "hotline-week"], ["sample", "helpers"], ["import", "hotline"],
            ["report", "show"],
            ["report", "send"], ["report", "deliveries"], ["report", "subscribe"], ["report", "unsubscribe"],
            ["report", "subscribers"],
            ["kiosk", "enrol"], ["kiosk", "list"], ["kiosk", "revoke"], ["user", "add"], ["deadline"],
            ["ledger", "verify"], ["ledger", "anchor"],
            ["catalogue", "load"], ["divisions", "load"], ["calendar", "load"], ["helper", "load"],
            ["queue", "list"], ["queue", "lag"], ["queue", "show"], ["queue", "tail"], ["queue", "dead"],
            ["queue", "retry"], ["queue", "discard"], ["queue", "cancel"], ["queue", "pause"], ["queue", "resume"],
            ["queue", "limit"],
            ["queue", "rewind"], ["queue", "unsubscribe"], ["queue", "schedule"], ["queue", "retention"],
            ["queue", "prune"],
            ["queue", "rebase"],
            ["console"], ["console", "password"],
        ])
    func help(command: [String]) async throws {
        let outcome = try await bangban(command + ["--help"])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("OVERVIEW:") && outcome.output.contains("USAGE:"))
    }

    @Test(
        "wrong usage ends with 64 and says what is wrong",
        arguments: [
            (["nonsense"], "nonsense"), (["report", "show", "2025-W53"], "2025-W53"), (["report", "show"], "week"),
            (["deadline", "yesterday", "5wd"], "'yesterday' is not a time"),
            (["deadline", "2026-09-18T17:30", "5"], "is not a time limit"),
            (["report", "send", "2024-W28", "--to", "nobody"], "has no @"),
            (["report", "send", "2024-W28", "--to", "a@b.org\nBcc: c@d.org"], "line break"),
            (["kiosk", "enrol", "x", "--region", "nowhere"], "is not the code of a division"),
            (["sample", "hotline-week", "2024-W99"], "2024-W99"),
            (["sample", "hotline-week", "2024-W28", "--total", "0"], "--total"),
            (["report", "send", "2024-W28", "--to", "a@b.org", "--language", "fr"], "fr"),
        ])
    func usage(arguments: [String], message: String) async throws {
        let outcome = try await bangban(arguments)
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    @Test(
        "a missing setting ends with 78 and one line that names it",
        arguments: [
            (["report", "show", "2024-W28"], "REPORTING_URL"), (["kiosk", "list"], "INTAKE_URL"),
            (["migrate"], "DATABASE_URL"),
            (["queue", "list"], "DATABASE_URL"), (["helper", "load", "x.csv"], "TALENT_POOL_URL"),
        ])
    func configuration(arguments: [String], key: String) async throws {
        let outcome = try await bangban(arguments)
        #expect(outcome.status == 78)
        #expect(
            outcome.errors
                == "bangban: \(key): is not set; expected \(outcome.errors.components(separatedBy: "; expected ").last ?? "")"
        )
        #expect(outcome.errors.split(separator: "\n").count == 1)
    }

    @Test("a service that does not answer ends with 69 and one line")
    func unavailable() async throws {
        let outcome = try await bangban(
            ["deadline", "2026-09-18T17:30", "60m"], ["INTAKE_URL": "http://127.0.0.1:1", "OPERATOR_TOKEN": "x"])
        #expect(outcome.status == 69)
        #expect(outcome.errors.split(separator: "\n").count == 1)
    }

    @Test("files that cannot be taken end with 65 before anything is sent")
    func badData() async throws {
        let folder = try TemporaryFolder()
        let environment = ["INTAKE_URL": "http://127.0.0.1:1", "OPERATOR_TOKEN": "x"]
        for (command, text) in [
            ("catalogue", "code\n1\n"), ("divisions", "code,name,level,parent\n1,\"2\n"), ("calendar", ""),
        ] {
            let path = try folder.file("\(command).csv", Array(text.utf8))
            let outcome = try await bangban([command, "load", path], environment)
            #expect(outcome.status == 65, "\(command): \(outcome.errors)")
            #expect(outcome.errors.contains("line 1") || outcome.errors.contains("line 2"))
        }
        #expect(try await bangban(["import", "hotline", "/nowhere.csv"], environment).status == 65)
    }

    @Test("a sample is written to standard output or to a file, the same both ways")
    func sample() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("week.csv")
        let arguments = ["sample", "hotline-week", "2024-W28", "--total", "1000"]
        let printed = try await bangban(arguments)
        #expect(try await bangban(arguments + ["--output", path]).status == 0)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == printed.output)
        #expect(try CSVTable(Array(printed.output.utf8)).rows.count == 1000)
        #expect(try await bangban(arguments + ["--output", "/nowhere/x.csv"]).status == 1)
    }
}

/// Commands that work on the queue's tables.
@Suite(.database(), .timeLimit(.minutes(5)))
struct QueueCommandTests {
    private func bangban(_ arguments: [String], _ environment: [String: String]) async throws -> (
        status: Int32, output: String, errors: String
    ) {
        try await ServiceProcess.run("bangban", arguments, environment: environment)
    }

    @Test("migrate makes the queue's schema, and says so once; before it the queue's commands are refused with 78")
    func migrate() async throws {
        let environment = [
            "DATABASE_URL": TestDatabase.current.url(role: "bangban_operator"),
            "MIGRATION_DATABASE_URL": TestDatabase.current.url(role: "bangban_owner"),
        ]
        #expect(try await bangban(["queue", "list"], environment).status == 78)
        let shown = try await bangban(["migrate", "--dry-run"], environment)
        #expect(shown.output.hasPrefix("-- 1 log\n") && shown.output.contains("CREATE TABLE queue.log ("))
        #expect(try await bangban(["queue", "list"], environment).status == 78, "nothing was changed")
        let first = try await bangban(["migrate"], environment)
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.output.contains("applied 1"))
        for arguments in [["migrate"], ["migrate", "--dry-run"]] {
            #expect(try await bangban(arguments, environment).output == "the queue's schema is up to date\n")
        }
        let backlog = try await bangban(["queue", "list", "--json"], environment)
        #expect(backlog.status == 0, "\(backlog.errors)")
        #expect(backlog.output == "[]\n")
        #expect(try await bangban(["queue", "dead"], environment).output == "no message was given up\n")
        #expect(try await bangban(["queue", "retry", "1"], environment).status == 1)
    }

    @Test("doctor names what is wrong and ends with 78 for settings, 69 for what does not answer")
    func doctor() async throws {
        let bare = try await bangban(["doctor", "--json"], [:])
        #expect(bare.status == 78)
        #expect(bare.output.contains("INTAKE_URL"))
        var environment = [
            "OPERATOR_TOKEN": "x", "MIGRATION_DATABASE_URL": TestDatabase.current.url(role: "bangban_owner"),
        ]
        environment["DATABASE_URL"] = TestDatabase.current.url(role: "bangban_operator")
        for key in ["INTAKE_URL", "NOTIFICATION_URL", "TALENT_POOL_URL", "REPORTING_URL"] {
            environment[key] = "http://127.0.0.1:1"
        }
        #expect(try await bangban(["migrate"], environment).status == 0)
        let alone = try await bangban(["doctor"], environment)
        #expect(alone.status == 69, "\(alone.output)\(alone.errors)")
        #expect(alone.output.contains("queue schema    ok"))
    }
}
