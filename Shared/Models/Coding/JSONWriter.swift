import Foundation

/// Writes JSON text from left to right, without a tree in between. Containers may be left open: each is closed when one that
/// surrounds it goes on.
///
/// Exclusive access is not checked at run time, which took a sixth of the time: no method hands out a reference to a property or
/// calls anybody's code while it changes one, and an encoder is used by one task.
final class JSONWriter {
    @exclusivity(unchecked) private(set) var bytes: [UInt8] = []
    /// The closing bracket of each open container, and whether it has nothing in it.
    @exclusivity(unchecked) private var open: [(bracket: UInt8, isEmpty: Bool)] = []
    /// Whether a value belongs here now. It does not after one was written, until its container goes on.
    @exclusivity(unchecked) private var expectsValue = true
    /// The first thing that went wrong; what is written after it is for nothing.
    private var failure: (any Error)?

    init() {
        bytes.reserveCapacity(512)
    }

    /// The text, once everything is written.
    func finish() throws -> [UInt8] {
        close(to: 0)
        if let failure { throw failure }
        return bytes
    }

    /// Opens an object; its depth.
    func beginObject() -> Int { begin(0x7B, 0x7D) }

    /// Opens an array; its depth.
    func beginArray() -> Int { begin(0x5B, 0x5D) }

    /// Goes on to the next value of the container at a depth.
    func next(at depth: Int) {
        close(to: depth)
        guard open.count == depth, !expectsValue else { return fail() }
        if !open[depth - 1].isEmpty { bytes.append(0x2C) }
        open[depth - 1].isEmpty = false
        expectsValue = true
    }

    /// Goes on to the next member of the object at a depth. Names in Swift's way become JSON's; verbatim ones stay.
    func next(_ name: String, isVerbatim: Bool, at depth: Int) {
        next(at: depth)
        if isVerbatim {
            appendString(name)
        } else {
            bytes.append(0x22)
            SnakeCase.append(name, to: &bytes)
            bytes.append(0x22)
        }
        bytes.append(0x3A)
    }

    func write(_ text: String) {
        value { appendString(text) }
    }

    /// Writes a text that needs no escapes, such as a number or `true`.
    func write(plain text: String) {
        value { bytes.append(contentsOf: text.utf8) }
    }

    /// Writes a number; JSON has no infinities.
    func write(number: some BinaryFloatingPoint & CustomStringConvertible) {
        if !number.isFinite { fail("\(number) is no number of JSON") }
        write(plain: number.description)
    }

    /// Lets something write one value; an object without members where it writes none.
    func write(_ body: () throws -> Void) rethrows {
        let depth = open.count
        try body()
        close(to: depth)
        if expectsValue { write(plain: "{}") }
    }

    // MARK: - Private

    private func begin(_ opening: UInt8, _ closing: UInt8) -> Int {
        value { bytes.append(opening) }
        open.append((closing, true))
        return open.count
    }

    private func value(_ append: () -> Void) {
        if !expectsValue { fail() }
        append()
        expectsValue = false
    }

    private func close(to depth: Int) {
        while open.count > depth { bytes.append(open.removeLast().bracket) }
    }

    private func fail(_ reason: String = "a value was written outside its place") {
        failure = failure ?? EncodingError.invalidValue(reason, .init(codingPath: [], debugDescription: reason))
    }

    private func appendString(_ text: String) {
        bytes.append(0x22)
        var text = text
        text.withUTF8 { utf8 in
            var rest = utf8[...]
            while !rest.isEmpty {
                let plain = rest.prefix(JSONEscapes.plainLength(.init(UnsafeBufferPointer(rebasing: rest))))
                bytes.append(contentsOf: plain)
                rest = rest[plain.endIndex...]
                if let byte = rest.popFirst() { appendEscaped(byte) }
            }
        }
        bytes.append(0x22)
    }

    /// RFC 8259, section 7: quotation mark, reverse solidus and control characters are escaped.
    private func appendEscaped(_ byte: UInt8) {
        switch byte {
        case 0x22, 0x5C: bytes += [0x5C, byte]
        case 0x0A: bytes += [0x5C, 0x6E]
        case 0x0D: bytes += [0x5C, 0x72]
        case 0x09: bytes += [0x5C, 0x74]
        default:
            bytes += Array("\\u00".utf8)
            HexDigits.append(byte, to: &bytes)
        }
    }
}
