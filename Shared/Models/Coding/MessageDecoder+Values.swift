import Foundation

extension MessageDecoder {
    var isNull: Bool { tree.nodes[node].kind == .null }

    /// The value as a type. Only those that JSON has no form for are told apart; the rest reads itself.
    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        // By identity of the type: a dynamic cast would take longer than the reading.
        if type == String.self { return try cast(string()) }
        if type == Bool.self { return try cast(bool()) }
        if type == Double.self { return try cast(number(Double.self, Double.init)) }
        if type == Float.self { return try cast(number(Float.self, Float.init)) }
        if type == Int.self { return try cast(integer(Int.self)) }
        if type == Int64.self { return try cast(integer(Int64.self)) }
        if type == Int32.self { return try cast(integer(Int32.self)) }
        if type == Int16.self { return try cast(integer(Int16.self)) }
        if type == Int8.self { return try cast(integer(Int8.self)) }
        if type == UInt.self { return try cast(integer(UInt.self)) }
        if type == UInt64.self { return try cast(integer(UInt64.self)) }
        if type == UInt32.self { return try cast(integer(UInt32.self)) }
        if type == UInt16.self { return try cast(integer(UInt16.self)) }
        if type == UInt8.self { return try cast(integer(UInt8.self)) }
        if type == Date.self { return try cast(date()) }
        if type == Decimal.self { return try cast(number(Decimal.self) { Decimal(string: $0) }) }
        if type == Data.self { return try cast(text("base64") { Data(base64Encoded: $0) }) }
        if type == URL.self { return try cast(text("a URL") { URL(string: $0) }) }
        return try T(from: self)
    }

    func string() throws -> String {
        guard tree.nodes[node].kind == .string else { throw mismatch(String.self, "a string") }
        return try tree.string(node)
    }

    func bool() throws -> Bool {
        switch tree.nodes[node].kind {
        case .true: true
        case .false: false
        default: throw mismatch(Bool.self, "true or false")
        }
    }

    func integer<I: FixedWidthInteger>(_ type: I.Type) throws -> I {
        try number(type) { text in
            // PostgreSQL keeps the form of a number: 1.0 and 1e3 are whole as well.
            I(text) ?? Double(text).flatMap { I(exactly: $0) }
        }
    }

    // MARK: - Private

    private func cast<T>(_ value: some Any) throws -> T {
        guard let value = value as? T else { throw mismatch(T.self, "\(T.self)") }
        return value
    }

    private func number<N>(_ type: N.Type, _ read: (String) -> N?) throws -> N {
        guard tree.nodes[node].kind == .number, let number = read(try tree.string(node)) else {
            throw mismatch(type, "a number that fits \(type)")
        }
        return number
    }

    private func date() throws -> Date {
        try text("a time by RFC 3339") { RFC3339.date($0) }
    }

    private func text<V>(_ expected: String, _ read: (String) -> V?) throws -> V {
        guard tree.nodes[node].kind == .string, let value = read(try tree.string(node)) else {
            throw mismatch(V.self, expected)
        }
        return value
    }
}
