internal import Foundation
public import Hummingbird

/// The fields of a submitted form (application/x-www-form-urlencoded).
public struct FormBody: Sendable, Equatable {
    /// The most fields that are read.
    public static let fieldLimit = 500

    private let fields: [(name: String, value: String)]

    /// Reads a request's form; throws a 413, 415 or 400 problem.
    public init(_ request: Request, limit: Int = 65_536) async throws {
        try MediaTypeCheck.require("application/x-www-form-urlencoded", of: request)
        try self.init(try await request.bodyBytes(upTo: limit))
    }

    /// Parses bytes of a form; throws a 400 problem.
    public init(_ bytes: [UInt8]) throws {
        let pairs = bytes.split(separator: UInt8(ascii: "&"))
        guard pairs.count <= Self.fieldLimit else {
            throw Problem.malformed("The form has more than \(Self.fieldLimit) fields.")
        }
        fields = try pairs.map { pair in
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(parts[0]), let value = parts.count > 1 ? Self.decoded(parts[1]) : "" else {
                throw Problem.malformed("The form is not percent-encoded UTF-8.")
            }
            return (name, value)
        }
    }

    /// The first value of a field as it was sent; nil when the form has no such field.
    public subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// All values of a field, in order.
    public func values(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    /// A field's value without blanks around it; nil when it is missing or blank.
    public func text(_ name: String) -> String? {
        let text = self[name]?.trimmingCharacters(in: .whitespacesAndNewlines)
        return text.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Whether two forms have the same fields in the same order.
    public static func == (left: FormBody, right: FormBody) -> Bool {
        left.fields.elementsEqual(right.fields) { $0.name == $1.name && $0.value == $1.value }
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String? {
        var plain: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if bytes[index] == UInt8(ascii: "%") {
                guard index + 2 < bytes.endIndex,
                    let code = UInt8(String(decoding: bytes[index + 1...index + 2], as: UTF8.self), radix: 16)
                else { return nil }
                plain.append(code)
                index += 3
            } else {
                plain.append(bytes[index] == UInt8(ascii: "+") ? UInt8(ascii: " ") : bytes[index])
                index += 1
            }
        }
        return String(validating: plain, as: UTF8.self)
    }
}
