import Foundation
import Models

/// Reads a hotline file piece by piece and cuts it into chunks of whole records, in bounded memory.
struct HotlineFile: Sendable {
    /// The columns' names, in the file's order.
    let header: [String]
    /// The file's length in bytes; nil for a pipe.
    let size: Int?

    private let handle: FileHandle
    private let headerLine: [UInt8]
    private let chunkRows: Int
    private var reader: CSVReader
    private var position = 0
    private var isAtEnd = false
    /// The line after the last record taken into the current chunk.
    private var nextLine = 0

    /// How much is read at a time.
    private static let pieceBytes = 1 << 18
    /// Below Intake's limit of 8 MiB a body.
    private static let bodyBytes = 4 << 20

    /// Opens a file and checks its header; nothing was sent when that fails.
    init(_ path: String, chunkRows: Int) throws {
        handle = path == "-" ? .standardInput : try LocalFile.open(path)
        size = path == "-" ? nil : LocalFile.size(path)
        self.chunkRows = chunkRows
        var reader = CSVReader()
        var position = 0
        var isAtEnd = false
        var first: CSVEntry?
        repeat {
            first = reader.next()
            if first == nil { isAtEnd = try Self.read(handle, into: &reader, &position) }
        } while first == nil && !isAtEnd
        first = first ?? reader.next()
        do {
            header = try Self.header(first)
        } catch {
            throw OperatorError(.badData, "\(path): \(error)\(Self.advice(error))")
        }
        reader.fieldCount = header.count
        headerLine = CSVWriter.line(header) + [0x0A]
        self.reader = reader
        self.position = position
        self.isAtEnd = isAtEnd
    }

    /// The next chunk; nil at the end.
    mutating func next() throws -> HotlineChunk? {
        var chunk = HotlineChunk()
        while chunk.rows.count < chunkRows, chunk.body.count < Self.bodyBytes, chunk.broken.count < chunkRows {
            guard let entry = reader.next() else {
                if isAtEnd { break }
                isAtEnd = try Self.read(handle, into: &reader, &position)
                continue
            }
            switch entry {
            case .record(let record): take(record, into: &chunk)
            case .malformed(let error, _, let raw): chunk.broken.append(.init(error: error, raw: raw))
            }
        }
        chunk.end = position
        return chunk.isEmpty ? nil : chunk
    }

    // MARK: - Private

    private mutating func take(_ record: CSVRecord, into chunk: inout HotlineChunk) {
        if chunk.rows.isEmpty {
            chunk.firstLine = record.line
            chunk.body = headerLine
        } else {
            chunk.body.append(contentsOf: repeatElement(0x0A, count: max(0, record.line - nextLine)))
        }
        chunk.body.append(contentsOf: record.raw)
        chunk.rows.append(.init(line: record.line, record: record))
        nextLine = reader.line
    }

    /// Reads a piece; true at the end of the file.
    private static func read(_ handle: FileHandle, into reader: inout CSVReader, _ position: inout Int) throws -> Bool {
        let piece: Data
        do {
            piece = try handle.read(upToCount: pieceBytes) ?? Data()
        } catch {
            throw OperatorError(.failed, "the file cannot be read on: \(error.localizedDescription)")
        }
        reader.append(piece)
        position += piece.count
        if piece.isEmpty { reader.finish() }
        return piece.isEmpty
    }

    private static func header(_ entry: CSVEntry?) throws(CSVError) -> [String] {
        switch entry {
        case .record(let record): return try CSVHeader(record, required: HotlineWeek.columns).names
        case .malformed(let error, _, _): throw error
        case nil: throw CSVError(line: 1, column: 1, problem: .empty)
        }
    }

    private static func advice(_ error: CSVError) -> String {
        if case .notUTF8(looksLike: "GBK") = error.problem {
            "; convert it first: iconv -f GB18030 -t UTF-8"
        } else {
            ""
        }
    }
}
