public import Postgres

extension JobQueue {
    /// The history of the schema `queue`. Apply `deploy/roles.sql` before it: it grants to the group `bangban_queue`.
    public static let migrator = Migrator(
        schema: "queue",
        migrations: [
            Migration(1, "log", PackageResources.m0001_log_sql),
            Migration(2, "claims", PackageResources.m0002_claims_sql),
            Migration(3, "failures", PackageResources.m0003_failures_sql),
            Migration(4, "workers", PackageResources.m0004_workers_sql),
            Migration(5, "cron", PackageResources.m0005_cron_sql),
            Migration(6, "retention", PackageResources.m0006_retention_sql),
            Migration(7, "views", PackageResources.m0007_views_sql),
            Migration(8, "operations", PackageResources.m0008_operations_sql),
            Migration(9, "long jobs", PackageResources.m0009_long_jobs_sql),
            Migration(10, "limits", PackageResources.m0010_limits_sql),
            Migration(11, "batches", PackageResources.m0011_batches_sql),
            Migration(12, "ordering", PackageResources.m0012_ordering_sql),
            Migration(13, "console", PackageResources.m0013_console_sql),
            Migration(14, "segments", PackageResources.m0014_segments_sql),
        ])
}
