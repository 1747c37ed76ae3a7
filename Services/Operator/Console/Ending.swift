import ArgumentParser
import Foundation
import JobQueue
import Models
import Outbound
import Postgres
import ServiceKit

/// How the process ends after an error: one line on standard error, and a status by <sysexits.h>.
struct Ending {
    let line: String
    let status: OperatorStatus

    /// What kind of end an error is.
    init(_ error: any Error) {
        switch error {
        case let error as OperatorError: self.init(error.description, error.status)
        case let error as ServiceRefusal: self.init(error.description, error.exitStatus)
        case let error as ConfigurationError: self.init(error.description, .configuration)
        case let error as CSVError: self.init(error.description, .badData)
        case let error as FieldError: self.init(error.description, .usage)
        case let error as HTTPClientError:
            self.init(error.description, error.code == .timeout ? .temporary : .unavailable)
        case let error as MigrationError: self.init("the database's schema: \(error)", .configuration)
        case let error as PostgresError: self.init(error)
        case let error as ValidationError: self.init(error.message, .usage)
        case is CancellationError: self.init("cancelled", .temporary)
        default: self.init(Self.text(of: error), .failed)
        }
    }

    private init(_ error: PostgresError) {
        let isTemporary = error.isRetryable || error.isTimeout
        let isConfiguration = error.sqlState.map { ["28", "3D"].contains($0.category) } ?? false
        let status: OperatorStatus =
            isConfiguration
            ? .configuration : error.isConnectionLoss ? .unavailable : isTemporary ? .temporary : .failed
        self.init("database: \(Self.text(of: error))", status)
    }

    private init(_ line: String, _ status: OperatorStatus) {
        self.line = line.split(whereSeparator: \.isNewline).joined(separator: " ")
        self.status = status
    }

    /// Says the line and ends the process.
    func end() -> Never {
        Console.complain("bangban: \(line)")
        Foundation.exit(status.rawValue)
    }

    /// With the values that the server quotes, which no log may have: whoever is at the terminal is to see what is wrong. Of a
    /// data exception (class 22) the detail is the whole message.
    private static func text(of error: PostgresError) -> String {
        if error.sqlState?.category == "22" { return error.detail ?? error.message }
        return [error.message, error.detail].compactMap { $0 }.joined(separator: ": ")
    }

    private static func text(of error: any Error) -> String {
        (error as? any LocalizedError)?.errorDescription ?? "\(error)"
    }
}
