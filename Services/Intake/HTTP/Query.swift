import Hummingbird
import Models
import ServiceKit

/// The query of a request: absent and empty are the same, a malformed value is a 422 problem that names it.
struct Query {
    private let parameters: Parameters

    init(_ request: Request) { parameters = request.uri.queryParameters }

    func text(_ name: String) -> String? {
        parameters[Substring(name)].map(String.init).flatMap { $0.isEmpty ? nil : $0 }
    }

    func choice<Value: RawRepresentable & CaseIterable>(_ name: String) throws -> Value?
    where Value.RawValue == String {
        guard let text = text(name) else { return nil }
        if let value = Value(rawValue: text) { return value }
        let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
        throw Problem.invalid([FieldError(field: name, reason: "is not known", expected: "one of \(names)")])
    }

    func integer(_ name: String, in range: ClosedRange<Int>, default value: Int) throws -> Int {
        guard let text = text(name) else { return value }
        if let number = Int(text), range.contains(number) { return number }
        throw Problem.invalid([
            FieldError(
                field: name, reason: "is not a number in range", expected: "\(range.lowerBound) to \(range.upperBound)")
        ])
    }
}
