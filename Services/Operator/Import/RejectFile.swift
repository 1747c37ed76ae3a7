import Foundation
import Models

/// The rows that could not be taken: line, column, reason, then the row's own columns, so that the file can be mended and imported
/// as it is. Bytes that are no record stand in the column `raw`. Made when the first row is rejected; an older one is removed.
struct RejectFile {
    let path: String
    private let columns: Int
    private let head: [String]
    private var handle: FileHandle?

    init(_ path: String, header: [String]) {
        self.path = path
        columns = header.count
        head = ["line", "column", "reason"] + header + ["raw"]
    }

    /// Removes what an earlier import left.
    func removeOld() { try? FileManager.default.removeItem(atPath: path) }

    /// Adds the rejected rows of a chunk, in the order of their lines; the number of them.
    mutating func add(_ rejections: [ChunkReport.Rejection], of chunk: HotlineChunk) throws -> Int {
        let rows = Dictionary(chunk.rows.map { ($0.line, $0.record) }, uniquingKeysWith: { first, _ in first })
        var lines = rejections.map { rejection in
            let fields = rows[rejection.line]?.fields ?? []
            let padding = Array(repeating: "", count: max(0, columns - fields.count) + 1)
            return (line: rejection.line, fields: [String(rejection.column), rejection.reason] + fields + padding)
        }
        lines += chunk.broken.map { broken in
            let raw = String(decoding: broken.raw, as: UTF8.self).trimmingCharacters(in: .newlines)
            let empty = Array(repeating: "", count: columns)
            return (broken.error.line, [String(broken.error.column), broken.error.reason] + empty + [raw])
        }
        guard !lines.isEmpty else { return 0 }
        var writer = CSVWriter()
        if handle == nil { writer.write(head) }
        for line in lines.sorted(by: { $0.line < $1.line }) { writer.write([String(line.line)] + line.fields) }
        try write(writer.bytes)
        return lines.count
    }

    /// Closes the file.
    func close() throws { try handle?.close() }

    private mutating func write(_ bytes: [UInt8]) throws {
        do {
            let handle = try handle ?? LocalFile.create(path)
            self.handle = handle
            try handle.write(contentsOf: Data(bytes))
        } catch let error as OperatorError {
            throw error
        } catch {
            throw OperatorError(.failed, "\(path) cannot be written: \(error.localizedDescription)")
        }
    }
}
