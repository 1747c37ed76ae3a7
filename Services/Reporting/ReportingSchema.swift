import Postgres
import ServiceKit

/// The history of the schema `reporting`.
enum ReportingSchema {
    static let migrator = Migrator(
        schema: "reporting", command: "reporting migrate",
        migrations: [
            Migration(1, "facts", PackageResources.m0001_facts_sql),
            Migration(2, "weekly", PackageResources.m0002_weekly_sql),
            Migration(3, "ledger_anchor", PackageResources.m0003_ledger_anchor_sql),
        ])
}

extension ServiceDescription {
    /// The service Reporting.
    static let reporting = ServiceDescription(name: "reporting", port: 8084, migrator: ReportingSchema.migrator)
}
