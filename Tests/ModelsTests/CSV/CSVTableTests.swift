import Models
import Testing

struct CSVTableTests {
    @Test("columns are found by name wherever they stand")
    func columns() throws {
        let table = try CSVTable(Array("name,extra,code\n赛罕区,x,150105\n".utf8), required: ["code", "name"])
        #expect(table.rows.map { [$0["code"], $0["name"], $0["missing"]] } == [["150105", "赛罕区", ""]])
        #expect(table.rows[0].line == 2)
    }

    @Test(
        "a header without a needed column, or with one twice, is refused by name",
        arguments: [
            ("code\n", "line 1, column 1: the header lacks name, level"),
            ("code,name,code,level\n", "line 1, column 11: the header names code twice"),
            ("", "line 1, column 1: there is no header row"),
            ("code,name,level\n1,2\n", "line 2, column 4: 2 fields where the header has 3"),
        ])
    func header(text: String, message: String) {
        let error = #expect(throws: CSVError.self) {
            try CSVTable(Array(text.utf8), required: ["code", "name", "level"])
        }
        #expect(error?.description == message)
    }

    @Test("the divisions shipped with the product name each place once, under a parent that is named before it")
    func divisions() throws {
        let table = try CSVTable(
            TestData.bytes("deploy/data/divisions.csv"), required: ["code", "name", "level", "parent"])
        var seen: Set<String> = []
        for row in table.rows {
            let code = try RegionCode(row["code"])
            #expect(code.level.rawValue == row["level"])
            #expect(seen.insert(code.value).inserted)
            #expect(row["parent"].isEmpty || seen.contains(row["parent"]))
            #expect((code.parent?.value ?? "") == row["parent"])
        }
        #expect(seen.count == 1346)
        for place in ["150105", "150203012", "150927103", "152531"] { #expect(seen.contains(place)) }
    }
}
