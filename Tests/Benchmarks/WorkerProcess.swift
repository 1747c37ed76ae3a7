import Foundation
import Postgres
import TestTools

extension Bench {
    /// Runs the body while a worker process of the default configuration is at work on so many queues, named bench-1 and so on.
    func workerProcess<T>(queues: Int, _ body: (ProcessUsage) async throws -> T) async throws -> T {
        let program = Subprocess.programsFolder.appending(path: "BenchWorker").path
        return try await Subprocess.run([program, url(role: "bangban_intake"), "\(queues)"]) {
            try await body(ProcessUsage(process: $0))
        }
    }
}
