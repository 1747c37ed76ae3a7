import Foundation

/// Files of the machine that `bangban` runs on.
enum LocalFile {
    /// A whole file, up to a limit.
    static func read(_ path: String, limit: Int) throws -> [UInt8] {
        let handle = try open(path)
        defer { try? handle.close() }
        let data = try handle.read(upToCount: limit + 1) ?? Data()
        guard data.count <= limit else { throw OperatorError(.badData, "\(path) is longer than \(limit) bytes") }
        return Array(data)
    }

    /// A file opened for reading.
    static func open(_ path: String) throws -> FileHandle {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw OperatorError(.badData, "there is no file \(path)")
        }
        guard !isDirectory.boolValue, let handle = FileHandle(forReadingAtPath: path) else {
            throw OperatorError(.badData, "\(path) cannot be read")
        }
        return handle
    }

    /// A new file, or an old one made empty; `-` is standard output.
    static func create(_ path: String) throws -> FileHandle {
        if path == "-" { return .standardOutput }
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw OperatorError(.failed, "\(path) cannot be written") }
        return handle
    }

    /// The file's length; nil when it has none, such as a pipe's.
    static func size(_ path: String) -> Int? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard attributes?[.type] as? FileAttributeType == .typeRegular else { return nil }
        return (attributes?[.size] as? NSNumber)?.intValue
    }
}
