import ArgumentParser
import Hummingbird
import JobQueue
import Logging
import Postgres
import ServiceKit
import ServiceLifecycle

/// The smallest service: what the tests of ServiceKit start, stop and kill as a process.
@main
struct SampleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample", abstract: "A service that does nothing but live.",
        subcommands: [Serve.self, Migrate.self],
        defaultSubcommand: Serve.self)

    struct Serve: ServeCommand {
        static let service = ServiceDescription.sample
        static let configuration = serveConfiguration
        @OptionGroup var options: ServiceOptions

        func prepare(_ host: ServiceHost) async throws -> [any Service] {
            let logger = host.logger
            host.router.get("slow") { _, _ in
                logger.info("slow request begins")
                try await Task.sleep(for: .milliseconds(700))
                return "finished"
            }
            host.router.post("length") { request, context in
                "\(try await request.bodyBytes(upTo: context.maxUploadSize).count)"
            }
            let (queue, client) = (host.queue, host.postgres)
            host.router.post("ask") { _, _ in
                try await client.withTransaction { try await queue.enqueue(Ask(), in: $0) }
                return "asked"
            }
            let work = SubscriptionHandlers(
                Subscription(.sample, "sample"), [.handler(AskHandler(queue: queue)), .handler(TellHandler())])
            return [SampleWork(logger: logger)] + host.work(on: [work])
        }
    }

    struct Migrate: MigrateCommand {
        static let service = ServiceDescription.sample
        static let configuration = migrateConfiguration
        @OptionGroup var options: MigrateOptions
    }
}

extension ServiceDescription {
    /// The sample service.
    static let sample = ServiceDescription(
        name: "sample", port: 8099,
        migrator: Migrator(
            schema: "sample", command: "sample migrate",
            migrations: [Migration(1, "thing", Array("CREATE TABLE sample.thing (id int)".utf8))]))
}

/// Work that tells in the log when it begins and when it ends.
struct SampleWork: Service {
    let logger: Logger

    func run() async throws {
        logger.info("work begins")
        try? await gracefulShutdown()
        logger.info("work ends")
    }
}
