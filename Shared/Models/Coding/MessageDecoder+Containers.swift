import Foundation

/// The members of an object.
struct KeyedDecoding<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: MessageDecoder
    let isVerbatim: Bool

    var codingPath: [any CodingKey] { decoder.codingPath }

    var allKeys: [Key] {
        members.compactMap { name, _ in
            guard let text = try? tree.string(name) else { return nil }
            return Key(stringValue: isVerbatim ? text : SnakeCase.decode(text))
        }
    }

    func contains(_ key: Key) -> Bool { find(key) != nil }

    func decodeNil(forKey key: Key) throws -> Bool { try value(key).isNull }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try value(key).decode(type) }

    // The types that most members have, so that these need not be told from all others.

    func decode(_ type: String.Type, forKey key: Key) throws -> String { try value(key).string() }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try value(key).bool() }

    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try value(key).integer(type) }

    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        guard let value = find(key), !value.isNull else { return nil }
        return try value.string()
    }

    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        guard let value = find(key), !value.isNull else { return nil }
        return try value.decode(type)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try value(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try value(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
        guard let member = members.first(where: { (try? tree.string($0.name)) == "super" }) else {
            throw missing(JSONPathKey("super"))
        }
        return decoder.at(member.value)
    }

    func superDecoder(forKey key: Key) throws -> any Decoder { try value(key) }

    // MARK: - Private

    private var tree: JSONTree { decoder.tree }

    /// The places of the members' names and values, in the order of the text.
    private var members: UnfoldSequence<(name: Int, value: Int), Int> {
        let end = Int(tree.nodes[decoder.node].next)
        return sequence(state: decoder.node + 1) { [tree] name in
            guard name < end else { return nil }
            defer { name = Int(tree.nodes[name + 1].next) }
            return (name, name + 1)
        }
    }

    private func value(_ key: Key) throws -> MessageDecoder {
        guard let value = find(key) else { throw missing(key) }
        return value
    }

    private func missing(_ key: any CodingKey) -> DecodingError {
        .keyNotFound(key, .init(codingPath: codingPath, debugDescription: "the member is missing"))
    }

    private func find(_ key: Key) -> MessageDecoder? {
        tree.member(key.stringValue, isVerbatim: isVerbatim, of: decoder.node).map(decoder.at)
    }
}

/// The elements of an array.
struct UnkeyedDecoding: UnkeyedDecodingContainer {
    let decoder: MessageDecoder
    private(set) var currentIndex = 0
    private var node: Int
    private let end: Int

    init(decoder: MessageDecoder) {
        self.decoder = decoder
        node = decoder.node + 1
        end = Int(decoder.tree.nodes[decoder.node].next)
    }

    var codingPath: [any CodingKey] { decoder.codingPath }
    var count: Int? { nil }
    var isAtEnd: Bool { node >= end }

    mutating func decodeNil() throws -> Bool {
        guard try peek().isNull else { return false }
        _ = try next()
        return true
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let value = try peek().decode(type)
        _ = try next()
        return value
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        try next().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }

    mutating func superDecoder() throws -> any Decoder { try next() }

    // MARK: - Private

    private func peek() throws -> MessageDecoder {
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                Any.self, .init(codingPath: codingPath, debugDescription: "the array has no more elements"))
        }
        return decoder.at(node)
    }

    private mutating func next() throws -> MessageDecoder {
        let value = try peek()
        node = Int(decoder.tree.nodes[node].next)
        currentIndex += 1
        return value
    }
}

/// A value by itself.
struct SingleValueDecoding: SingleValueDecodingContainer {
    let decoder: MessageDecoder

    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool { decoder.isNull }

    func decode(_ type: String.Type) throws -> String { try decoder.string() }

    func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoder.decode(type) }
}
