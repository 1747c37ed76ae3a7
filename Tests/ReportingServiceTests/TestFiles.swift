import Foundation
import TestKit

/// Files of the repository.
enum TestFiles {
    static func text(_ path: String) -> String {
        (try? String(contentsOf: TestRepository.root.appending(path: path), encoding: .utf8)) ?? ""
    }
}
