import Postgres

/// The worker was taken for dead and the message given to another; nothing of the transaction was kept.
public struct LeaseLost: Error, Sendable, CustomStringConvertible {
    /// One sentence.
    public var description: String { "the lease on the message was lost; another worker has it" }

    /// Runs a body; the queue's error for a lost lease comes out as this type.
    static func translating<T>(_ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch let error as PostgresError where error.sqlState == .leaseLost {
            throw LeaseLost()
        }
    }
}

/// The connection broke during an earlier commit of the same message, which may have succeeded.
struct CommitUncertain: Error, CustomStringConvertible {
    var description: String { "an earlier commit of this message may have succeeded" }
}

extension SQLState {
    /// The claim is not its worker's any more.
    static let leaseLost = SQLState(rawValue: "BQ001")
    /// The worker was declared dead.
    static let workerDead = SQLState(rawValue: "BQ002")
    /// The message is over already.
    static let alreadyOver = SQLState(rawValue: "BQ003")
}
