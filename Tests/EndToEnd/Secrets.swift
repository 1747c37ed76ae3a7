import Crypto
import Foundation

/// Secrets of one test run, made at run time.
enum Secrets {
    /// 32 random bytes in hexadecimal.
    static func token() -> String {
        SymmetricKey(size: .bits256).withUnsafeBytes { Data($0).map { String(format: "%02x", $0) }.joined() }
    }

    /// 32 random bytes in base64.
    static func key() -> String {
        SymmetricKey(size: .bits256).withUnsafeBytes { Data($0).base64EncodedString() }
    }

    /// The SHA-256 of a text in hexadecimal.
    static func sha256(_ text: String) -> String {
        SHA256.hash(data: Data(text.utf8)).map { String(format: "%02x", $0) }.joined()
    }
}
