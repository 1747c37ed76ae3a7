import Models
import Testing

/// What a reader made of a text: records as their fields, errors as their description.
private enum Read: Equatable {
    case fields([String])
    case error(String)
}

private func read(
    _ bytes: [UInt8], chunk: Int = .max, fieldCount: Int? = nil, limits: CSVLimits = CSVLimits()
) -> [Read] {
    var reader = CSVReader(limits: limits)
    reader.fieldCount = fieldCount
    var found: [Read] = []
    func drain() {
        while let entry = reader.next() {
            switch entry {
            case .record(let record): found.append(.fields(record.fields))
            case .malformed(let error, _, _): found.append(.error(error.description))
            }
        }
    }
    var rest = bytes[...]
    while !rest.isEmpty {
        reader.append(rest.prefix(chunk))
        rest = rest.dropFirst(chunk)
        drain()
    }
    reader.finish()
    drain()
    return found
}

private func read(_ text: String, chunk: Int = .max, fieldCount: Int? = nil, limits: CSVLimits = CSVLimits()) -> [Read]
{
    read(Array(text.utf8), chunk: chunk, fieldCount: fieldCount, limits: limits)
}

struct CSVReaderTests {
    @Test(
        "records, quotes, doubled quotes, line breaks in fields, CRLF and LF, with and without a last line break",
        arguments: [
            ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]), ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
            ("\"a\",\"b,c\"\n", [["a", "b,c"]]), ("\"say \"\"hi\"\"\",\"\"\n", [["say \"hi\"", ""]]),
            ("\"two\nlines\",x\r\n", [["two\nlines", "x"]]), (",\n,,", [["", ""], ["", "", ""]]),
            ("a\n\n\r\nb\n", [["a"], ["b"]]), ("\u{FEFF}a,b\n", [["a", "b"]]), ("", []), ("\n", []),
            ("咨询,\"求助，\"\n", [["咨询", "求助，"]]),
            ("\"x\"", [["x"]]), ("\"x\"\r", [["x"]]), ("\"x\"\r\n\"y\"\r\n", [["x"], ["y"]]), ("\"\"\n", [[""]]),
            ("a,", [["a", ""]]),
            ("\"\"\"\"", [["\""]]), ("a\r\n", [["a"]]), ("a\r", [["a"]]), ("\"a\r\nb\",c\r\n", [["a\r\nb", "c"]]),
        ])
    func records(text: String, expected: [[String]]) {
        let expected = expected.map(Read.fields)
        for chunk in [1, 2, 3, 5, 8, .max] { #expect(read(text, chunk: chunk) == expected, "\(chunk)") }
    }

    @Test(
        "a broken record is reported by line and column, and the next one is read",
        arguments: [
            ("a,b\nx\"y,z\nc,d\n", "line 2, column 2: a quote stands inside a field that does not begin with one", 3),
            (
                "a,b\n\"x\"y,z\nc,d\n",
                "line 2, column 4: something follows a closing quote; a comma or a line break was expected", 3
            ),
            ("a,b\nx,\"y\nc,d\n", "line 2, column 3: a quote is opened and not closed", 3),
            ("a,b\nx\nc,d\n", "line 2, column 2: 1 fields where the header has 2", 3),
            ("a,b\nx,y,z\nc,d\n", "line 2, column 5: 3 fields where the header has 2", 3),
        ])
    func broken(text: String, message: String, count: Int) {
        for chunk in [1, 3, .max] {
            #expect(
                read(text, chunk: chunk, fieldCount: 2) == [
                    .fields(["a", "b"]), .error(message), .fields(["c", "d"]),
                ], "\(chunk)")
        }
    }

    @Test("a quote that is not closed swallows neither the rows after it nor the file")
    func resynchronised() {
        let text = "a,b\nx,\"open\n1,2\n3,4\n\"5\",\"6\"\n7,8\n"
        for chunk in [1, 7, .max] {
            let found = read(text, chunk: chunk, fieldCount: 2)
            #expect(found.contains(.error("line 2, column 3: a quote is opened and not closed")))
            for row in [["1", "2"], ["3", "4"], ["5", "6"], ["7", "8"]] {
                #expect(found.contains(.fields(row)), "\(row)")
            }
            #expect(found.count == 6)
        }
    }

    @Test("a file in GBK is reported as such, row by row, with the place of the first wrong byte")
    func wrongEncoding() {
        let gbk: [UInt8] = [0x61, 0x2C, 0xD7, 0xC9, 0xD1, 0xAF, 0x0A]
        let found = read(Array("a,b\n".utf8) + gbk + Array("c,d\n".utf8))
        #expect(
            found == [
                .fields(["a", "b"]), .error("line 2, column 3: the text is not UTF-8 (it looks like GBK)"),
                .fields(["c", "d"]),
            ])
        #expect(
            read([0xFF, 0xFE, 0x61, 0x00, 0x0A]).first
                == .error("line 1, column 1: the text is not UTF-8 (it looks like UTF-16)"))
        #expect(read([0x61, 0xE5, 0x0A]).first == .error("line 1, column 2: the text is not UTF-8"))
    }

    @Test("a line of any length is passed over in bounded memory, and the next row is read")
    func endlessLine() {
        var reader = CSVReader(limits: CSVLimits(fieldBytes: 1000, recordBytes: 4000))
        reader.append(Array("a,b\n".utf8))
        var found: [CSVEntry] = []
        while let entry = reader.next() { found.append(entry) }
        let part = [UInt8](repeating: 0x78, count: 65_536)
        for _ in 0..<160 {
            reader.append(part)
            while let entry = reader.next() { found.append(entry) }
        }
        reader.append(Array(",z\nc,d\n".utf8))
        while let entry = reader.next() { found.append(entry) }
        #expect(found.count == 3)
        guard case .malformed(let error, let line, let raw) = found[1], case .record(let record) = found[2] else {
            Issue.record("unexpected entries")
            return
        }
        #expect(error.description == "line 2, column 1: a field is longer than 1000 bytes")
        #expect(line == 2)
        #expect(raw.count <= 4000)
        #expect(record.fields == ["c", "d"])
        #expect(record.line == 3)
    }

    @Test("a quoted field without end is cut at the limit, and rows after its first line are read")
    func endlessQuote() {
        let limits = CSVLimits(fieldBytes: 100, recordBytes: 400)
        let text = "a,b\n\"x,y\n" + String(repeating: "1,2\n", count: 200)
        let found = read(text, chunk: 64, limits: limits)
        #expect(found[1] == .error("line 2, column 1: a quote is opened and not closed"))
        #expect(found.count == 202)
        #expect(found.dropFirst(2).allSatisfy { $0 == .fields(["1", "2"]) })
        #expect(read("\"" + String(repeating: "y", count: 500) + "\nc\n", limits: limits).last == .fields(["c"]))
    }

    @Test("too many fields, and a record that is too long as a whole, are refused")
    func limits() {
        let limits = CSVLimits(fieldBytes: 50, recordBytes: 200, fields: 5)
        #expect(
            read("1,2,3,4,5,6\nc\n", limits: limits) == [
                .error("line 1, column 11: a record has more than 5 fields"), .fields(["c"]),
            ])
        let many = CSVLimits(fieldBytes: 50, recordBytes: 200, fields: 1000)
        let long = Array(repeating: "abcdefghij", count: 30).joined(separator: ",")
        #expect(
            read(long + "\nc\n", limits: many) == [
                .error("line 1, column 1: a record is longer than 200 bytes"), .fields(["c"]),
            ])
    }

    @Test("raw records put together are the file, byte for byte, with their line numbers")
    func raw() {
        let text = "a,b\r\n\"x\r\ny\",\"\"\"\"\r\n1,2\nlast,one"
        var reader = CSVReader()
        reader.append(Array(text.utf8))
        reader.finish()
        var raw: [UInt8] = []
        var lines: [Int] = []
        while case .record(let record)? = reader.next() {
            raw += record.raw
            lines.append(record.line)
        }
        #expect(String(decoding: raw, as: UTF8.self) == text)
        #expect(lines == [1, 2, 4, 5])
    }

    @Test("whatever is written is read back, in chunks of any size")
    func roundTrip() {
        let pieces = ["", "a", ",", "\"", "\n", "\r\n", "\r", "中文", "🚀", " ", "=1+1", "\"\"", "x,y"]
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            let rows = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
                (0..<Int.random(in: 1...5, using: &generator)).map { _ in
                    (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                        pieces.randomElement(using: &generator) ?? ""
                    }.joined()
                }
            }
            var writer = CSVWriter()
            for row in rows { writer.write(row) }
            #expect(read(writer.bytes, chunk: Int.random(in: 1...20, using: &generator)) == rows.map(Read.fields))
        }
    }

    @Test("random bytes never trap the reader, and it always comes to an end")
    func garbage() {
        var generator = SystemRandomNumberGenerator()
        let alphabet: [UInt8] = [0x22, 0x2C, 0x0A, 0x0D, 0x61, 0xE4, 0xBD, 0xA0, 0xFF, 0x00]
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator) ?? 0
            }
            let limits = CSVLimits(fieldBytes: 8, recordBytes: 20, fields: 4)
            let whole = read(bytes, limits: limits)
            #expect(whole.count <= bytes.count + 1)
            #expect(read(bytes, chunk: 3, limits: limits).count <= bytes.count + 1)
        }
    }
}
