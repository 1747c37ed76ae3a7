/// Why pages cannot be made: a template or catalogue that does not parse, or is missing. A mistake of ours, found at start.
public struct PageError: Error, Equatable, CustomStringConvertible {
    /// What is wrong.
    public let reason: String

    /// Names what is wrong.
    public init(_ reason: String) { self.reason = reason }

    /// What is wrong.
    public var description: String { reason }
}
