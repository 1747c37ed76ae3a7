/// Collects what Cairo writes. Handed to C as an unretained pointer for the length of one synchronous call.
final class ByteSink {
    private(set) var bytes: [UInt8] = []

    func append(_ data: UnsafePointer<UInt8>?, count: Int) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: count))
    }

    static func from(_ closure: UnsafeMutableRawPointer?) -> ByteSink {
        guard let closure else { preconditionFailure("Cairo gives back the closure that it was given") }
        return Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue()
    }
}

/// Gives Cairo bytes to read. Handed to C as an unretained pointer for the length of one synchronous call.
final class ByteSource {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Copies the next `count` bytes; false when there are not so many.
    func read(into target: UnsafeMutablePointer<UInt8>?, count: Int) -> Bool {
        guard let target, bytes.count - position >= count else { return false }
        bytes.withUnsafeBufferPointer { source in
            guard let base = source.baseAddress else { return }
            target.update(from: base + position, count: count)
        }
        position += count
        return true
    }

    static func from(_ closure: UnsafeMutableRawPointer?) -> ByteSource {
        guard let closure else { preconditionFailure("Cairo gives back the closure that it was given") }
        return Unmanaged<ByteSource>.fromOpaque(closure).takeUnretainedValue()
    }
}
