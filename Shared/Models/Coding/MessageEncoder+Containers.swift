/// The members of an object.
struct KeyedEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let writer: JSONWriter
    let depth: Int
    let isVerbatim: Bool

    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) {
        next(key)
        writer.write(plain: "null")
    }

    func encode(_ value: String, forKey key: Key) {
        next(key)
        writer.write(value)
    }

    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        next(key)
        try writer.encode(value)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        next(key)
        return MessageEncoder(writer: writer).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        next(key)
        return MessageEncoder(writer: writer).unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
        writer.next("super", isVerbatim: true, at: depth)
        return MessageEncoder(writer: writer)
    }

    func superEncoder(forKey key: Key) -> any Encoder {
        next(key)
        return MessageEncoder(writer: writer)
    }

    private func next(_ key: Key) { writer.next(key.stringValue, isVerbatim: isVerbatim, at: depth) }
}

/// The elements of an array.
struct UnkeyedEncoding: UnkeyedEncodingContainer {
    let writer: JSONWriter
    let depth: Int
    private(set) var count = 0

    init(writer: JSONWriter, depth: Int) {
        self.writer = writer
        self.depth = depth
    }

    var codingPath: [any CodingKey] { [] }

    mutating func encodeNil() {
        next()
        writer.write(plain: "null")
    }

    mutating func encode<T: Encodable>(_ value: T) throws {
        next()
        try writer.encode(value)
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        next()
        return MessageEncoder(writer: writer).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        next()
        return MessageEncoder(writer: writer).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder {
        next()
        return MessageEncoder(writer: writer)
    }

    private mutating func next() {
        writer.next(at: depth)
        count += 1
    }
}

/// A value by itself.
struct SingleValueEncoding: SingleValueEncodingContainer {
    let writer: JSONWriter

    var codingPath: [any CodingKey] { [] }

    func encodeNil() { writer.write(plain: "null") }

    func encode(_ value: String) { writer.write(value) }

    func encode<T: Encodable>(_ value: T) throws { try writer.encode(value) }
}
