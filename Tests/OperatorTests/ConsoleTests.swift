import Foundation
import Models
import ServiceKit
import Testing

@testable import Operator

struct ConsoleTests {
    @Test("columns stand under each other, Chinese characters taking two cells")
    func table() {
        var table = TextTable(["name", "n"])
        table.add(["赛罕区", "1"])
        table.add(["x", "22"])
        #expect(table.lines == ["name    n", "赛罕区  1", "x       22"])
    }

    @Test("progress shows share, rate and the time left; without a length only what is done")
    func progress() {
        let progress = ImportProgress(bytes: 20_000_000, isTerminal: false)
        #expect(
            progress.text(rows: 23_400, bytes: 5_000_000, seconds: 2) == "25 %  5.0/20.0 MB  11,700 rows/s  0:06 left")
        #expect(
            ImportProgress(bytes: nil, isTerminal: false).text(rows: 1000, bytes: 1_500_000, seconds: 1)
                == "1.5 MB  1,000 rows  1,000 rows/s")
        #expect(
            ImportProgress(bytes: 100, isTerminal: true).text(rows: 0, bytes: 50, seconds: 0).hasPrefix(
                "[##########··········] 50 %"))
    }

    @Test(
        "numbers have commas between thousands",
        arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (71_184, "71,184"), (-1_234_567, "-1,234,567")])
    func figures(number: Int, text: String) {
        #expect(Figure.count(number) == text)
    }

    @Test("a week's figures are shown with a dash where a rate has no denominator")
    func weekSheet() throws {
        let json = """
            {"week":"2024-W28","from":"2024-07-08","to":"2024-07-14","workdays":5,"received":71184,"daily_average":10169,
            "change_from_previous_week_percent":-0.24,"handling":[{"name":"direct","count":37527,"share_percent":52.7}],
            "kinds":[],"rates":{"on_time":{"numerator":0,"denominator":0,"percent":null}}}
            """
        let lines = WeekSheet(try JSONValue(Array(json.utf8))).lines
        #expect(lines[0] == "2024-W28  2024-07-08 – 2024-07-14, 5 working days")
        #expect(lines[1] == "received 71184, daily average 10169, −0.24 % from the week before")
        #expect(lines.contains("direct    37527  52.70 %"))
        #expect(lines.contains("on time  0/0  —"))
    }

    @Test(
        "a missing or malformed setting is refused by name",
        arguments: [
            (["OPERATOR_TOKEN": "x"], "INTAKE_URL: is not set; expected an address such as http://127.0.0.1:8081"),
            (
                ["INTAKE_URL": "ftp://x"],
                "INTAKE_URL: 'ftp://x' is not the address of a service; expected an address such as http://127.0.0.1:8081"
            ),
            (["INTAKE_URL": "http://x"], "OPERATOR_TOKEN: is not set; expected the operator's token"),
        ])
    func settings(environment: [String: String], message: String) throws {
        let settings = try OperatorSettings(environmentFile: nil, environment: environment)
        let error = #expect(throws: ConfigurationError.self) { try ServiceClient(.intake, settings) }
        #expect(error?.description == message)
        #expect(error.map { Ending($0).status } == .configuration)
    }

    @Test("the environment wins over the file, and a broken file is refused by line")
    func environmentFile() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("b.env", Array("INTAKE_URL=http://file/\nOPERATOR_TOKEN=abc\n".utf8))
        #expect(try OperatorSettings(environmentFile: path, environment: [:]).url(of: .intake) == "http://file")
        #expect(
            try OperatorSettings(environmentFile: path, environment: ["INTAKE_URL": "http://env"]).url(of: .intake)
                == "http://env")
        let broken = try folder.file("c.env", Array("NONSENSE\n".utf8))
        #expect(throws: ConfigurationError.self) { try OperatorSettings(environmentFile: broken, environment: [:]) }
    }

    @Test("a database URL that is no URL is a matter of configuration, and its password is not shown")
    func databaseURL() throws {
        let settings = try OperatorSettings(
            environmentFile: nil, environment: ["DATABASE_URL": "postgresql://u:hidden@h:notaport/x?nonsense=1"])
        let error = #expect(throws: ConfigurationError.self) { try settings.database() }
        #expect(error?.key == "DATABASE_URL")
        #expect(error?.description.contains("hidden") == false)
    }
}
