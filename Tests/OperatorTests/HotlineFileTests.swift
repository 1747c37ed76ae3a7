import Foundation
import Models
import Testing

@testable import Operator

struct HotlineFileTests {
    private func chunks(_ text: [UInt8], chunkRows: Int = 2) throws -> [HotlineChunk] {
        let folder = try TemporaryFolder()
        var file = try HotlineFile(folder.file("week.csv", text), chunkRows: chunkRows)
        var chunks: [HotlineChunk] = []
        while let chunk = try file.next() { chunks.append(chunk) }
        return chunks
    }

    /// What a reader that counts lines as Intake does sees in a body: line in the file and first field.
    private func seen(_ chunk: HotlineChunk) throws -> [String] {
        try CSVTable(chunk.body).rows.map { "\($0.line - 2 + chunk.firstLine) \($0["external_id"])" }
    }

    @Test("chunks hold whole records, each with the header, and name the file's lines even across gaps")
    func lines() throws {
        let text = [
            hotlineHeader, hotlineRow("a"), "", hotlineRow("b", content: "\"two\nlines\""), hotlineRow("c"),
            "broken,row",
            hotlineRow("d"), hotlineRow("e"),
        ].joined(separator: "\n")
        let chunks = try chunks(Array(text.utf8), chunkRows: 3)
        #expect(try chunks.flatMap(seen) == ["2 a", "4 b", "6 c", "8 d", "9 e"])
        #expect(
            chunks.flatMap(\.broken).map(\.error.description) == ["line 7, column 11: 2 fields where the header has 9"])
        #expect(chunks.count == 2)
        #expect(chunks.last?.end == text.utf8.count)
    }

    @Test("a chunk with a broken row in its middle keeps the line numbers of the rows after it")
    func gap() throws {
        let text = [hotlineHeader, hotlineRow("a"), "x,\"open", hotlineRow("b"), "", "", hotlineRow("c")].joined(
            separator: "\r\n")
        let chunks = try chunks(Array(text.utf8), chunkRows: 100)
        #expect(chunks.count == 1)
        #expect(try seen(chunks[0]) == ["2 a", "4 b", "7 c"])
        #expect(chunks[0].broken.count == 1)
    }

    @Test("columns may stand in another order and others may be among them; the body keeps the file's own bytes")
    func ownOrder() throws {
        let text =
            "note,kind,external_id,received_at,handling,summary,content,region_code,contact_name,contact_phone\n\"a \"\"b\"\"\",help,x,2024-07-08T09:12:33+08:00,direct,s,c,150105,n,\n"
        let chunks = try chunks(Array(text.utf8))
        #expect(String(decoding: chunks[0].body, as: UTF8.self) == text)
    }

    @Test(
        "a header that lacks a column, an empty file and a file in GBK are refused before anything is sent",
        arguments: [
            (Array("external_id,received_at\n1,2\n".utf8), "the header lacks kind, handling, summary"),
            (Array("".utf8), "there is no header row"),
            ([0xCB, 0xDF, 0xC7, 0xF3, 0x2C, 0x61, 0x0A], "iconv -f GB18030 -t UTF-8"),
            (Array("a,a\n".utf8), "the header names a twice"),
        ])
    func refused(bytes: [UInt8], message: String) throws {
        let error = #expect(throws: OperatorError.self) { try chunks(bytes) }
        #expect(error?.status == .badData)
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test("a file that is not there or is a folder is bad data, in one line")
    func missing() throws {
        for path in ["/nowhere/week.csv", "/tmp"] {
            let error = #expect(throws: OperatorError.self) { try HotlineFile(path, chunkRows: 10) }
            #expect(error?.status == .badData)
        }
    }

    @Test("rejected rows are written with line, column and reason beside their own columns; broken bytes stand in raw")
    func rejects() throws {
        let text = [hotlineHeader, hotlineRow("a"), "bro\"ken", hotlineRow("b")].joined(separator: "\n")
        let folder = try TemporaryFolder()
        var file = try HotlineFile(folder.file("week.csv", Array(text.utf8)), chunkRows: 10)
        let chunk = try #require(try file.next())
        let path = try folder.file("week.csv.rejected.csv", Array("old".utf8))
        var rejects = RejectFile(path, header: file.header)
        rejects.removeOld()
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(try rejects.add([.init(line: 4, column: 5, reason: "kind: is not known")], of: chunk) == 2)
        try rejects.close()
        let rows = try CSVTable(
            Array(Data(contentsOf: URL(fileURLWithPath: path))), required: HotlineWeek.columns + ["raw"]
        ).rows
        #expect(
            rows.map { [$0["line"], $0["column"], $0["reason"], $0["external_id"], $0["raw"]] } == [
                ["3", "4", "a quote stands inside a field that does not begin with one", "", "bro\"ken"],
                ["4", "5", "kind: is not known", "b", ""],
            ])
    }

    @Test("a reject file can be imported again as it is: its further columns are left alone")
    func rejectsAgain() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file(
            "r.csv", Array("line,column,reason,\(hotlineHeader),raw\n4,5,x,\(hotlineRow("b")),\n".utf8))
        var file = try HotlineFile(path, chunkRows: 10)
        #expect(try seen(#require(try file.next())) == ["2 b"])
    }
}
