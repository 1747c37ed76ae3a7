/// Why a process under test did not do what the test waited for.
public struct ServiceProcessError: Error, CustomStringConvertible {
    /// What happened, with the process's log.
    public let description: String

    init(_ description: String) { self.description = description }
}
