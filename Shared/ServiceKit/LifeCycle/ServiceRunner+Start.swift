internal import ArgumentParser
internal import Foundation

extension ServiceRunner {
    /// Runs a command of an executable: an error ends it with one line on standard error and the status of ``ExitStatus``.
    public static func start(
        _ name: String, _ options: ServiceOptions, _ body: (ServiceRunner) async throws -> Void
    ) async throws {
        do {
            try await body(try await ServiceRunner(name, options))
        } catch let exit as ExitCode {
            throw exit
        } catch {
            let failure = StartupError(error)
            FileHandle.standardError.write(Data("\(name): \(failure.description)\n".utf8))
            throw ExitCode(failure.status)
        }
    }
}
