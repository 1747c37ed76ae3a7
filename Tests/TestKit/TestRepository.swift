public import Foundation

/// Where the working copy is that the tests were built from.
public enum TestRepository {
    /// The folder with `Package.swift`.
    public static let root: URL = {
        let built = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let isThere = FileManager.default.fileExists(atPath: built.appending(path: "Package.swift").path)
        return isThere ? built : URL(filePath: FileManager.default.currentDirectoryPath)
    }()
}
