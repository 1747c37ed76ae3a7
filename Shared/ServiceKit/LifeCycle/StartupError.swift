internal import ArgumentParser
internal import NIOCore
internal import Postgres

/// Why a service did not start or could not go on: one line and an exit status.
public struct StartupError: Error, Equatable, CustomStringConvertible {
    /// The line for the operator.
    public let description: String
    /// The exit status.
    public let status: Int32

    /// The line and status for an error that ended a service.
    public init(_ error: any Error) {
        switch error {
        case let error as StartupError: self = error
        case let error as ConfigurationError: self.init("\(error)", ExitStatus.configuration)
        case let error as MigrationError: self.init("\(error)", ExitStatus.configuration)
        case let error as PageError: self.init("\(error)", ExitStatus.failure)
        case let error as PostgresError: self.init(DatabaseRefusal.line(error), DatabaseRefusal.status(error))
        case let error as IOError where error.errnoCode == Self.addressInUse:
            self.init("HTTP_PORT: the address is in use by another process", ExitStatus.configuration)
        case let error as IOError: self.init("HTTP_HOST or HTTP_PORT: \(error)", ExitStatus.configuration)
        default: self.init("\(error)", ExitStatus.failure)
        }
    }

    init(_ description: String, _ status: ExitCode) {
        self.description = description.split(whereSeparator: \.isNewline).joined(separator: " ")
        self.status = status.rawValue
    }

    // EADDRINUSE of <errno.h> on Linux.
    private static let addressInUse: CInt = 98
}
