import Postgres
import ServiceKit

/// The history of the schema `intake`.
enum IntakeSchema {
    static let migrator = Migrator(
        schema: "intake", command: "intake migrate",
        migrations: [
            Migration(1, "reference", PackageResources.m0001_reference_sql),
            Migration(2, "cases", PackageResources.m0002_cases_sql),
            Migration(3, "idempotency_key", IdempotencyStore.migration(schema: "intake")),
            Migration(4, "anchors", PackageResources.m0004_anchors_sql),
        ])
}
