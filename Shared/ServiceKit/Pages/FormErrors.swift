public import Models
public import Mustache

/// The refused fields of a form, as a page shows them beside the fields: `{{#errors.phone}}…{{/errors.phone}}`.
public struct FormErrors: Sendable, Equatable, MustacheParent {
    /// The errors, in the order they were found.
    public private(set) var all: [FieldError]

    /// Collects given errors, or none yet.
    public init(_ errors: [FieldError] = []) { all = errors }

    /// Whether there is none.
    public var isEmpty: Bool { all.isEmpty }

    /// Adds an error.
    public mutating func add(_ error: FieldError) { all.append(error) }

    /// Runs a validation and keeps its error under the form's name of the field; nil when it failed.
    public mutating func check<Value>(_ field: String, _ body: () throws(FieldError) -> Value) -> Value? {
        do {
            return try body()
        } catch {
            all.append(error.named(field))
            return nil
        }
    }

    /// Throws the 422 problem when there is an error.
    public func requireNone() throws {
        if !all.isEmpty { throw Problem.invalid(all) }
    }

    /// The first error of a field, for templates.
    public func child(named name: String) -> Any? { all.first { $0.field == name } }
}
