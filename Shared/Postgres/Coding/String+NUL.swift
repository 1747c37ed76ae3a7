import Glibc

extension String {
    /// Whether U+0000 is in it, which PostgreSQL takes in no text. Every text that is sent is asked.
    var hasNUL: Bool {
        utf8.withContiguousStorageIfAvailable { bytes in
            bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false
        } ?? utf8.contains(0)
    }
}
