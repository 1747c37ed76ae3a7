public import Postgres

extension JobQueue {
    /// The history of the schema `queue`. Apply `deploy/roles.sql` before it: it grants to the group `bangban_queue`.
    public static let migrator = Migrator(
        schema: "queue", command: "bangban migrate",
        migrations: [
            Migration(1, "log", PackageResources.m0001_log_sql),
            Migration(2, "enqueue", PackageResources.m0002_enqueue_sql),
            Migration(3, "claims", PackageResources.m0003_claims_sql),
            Migration(4, "windows", PackageResources.m0004_windows_sql),
            Migration(5, "claiming", PackageResources.m0005_claiming_sql),
            Migration(6, "finishing", PackageResources.m0006_finishing_sql),
            Migration(7, "open", PackageResources.m0007_open_sql),
            Migration(8, "failures", PackageResources.m0008_failures_sql),
            Migration(9, "workers", PackageResources.m0009_workers_sql),
            Migration(10, "delayed", PackageResources.m0010_delayed_sql),
            Migration(11, "rescue", PackageResources.m0011_rescue_sql),
            Migration(12, "cron", PackageResources.m0012_cron_sql),
            Migration(13, "retention", PackageResources.m0013_retention_sql),
            Migration(14, "views", PackageResources.m0014_views_sql),
            Migration(15, "operations", PackageResources.m0015_operations_sql),
            Migration(16, "long jobs", PackageResources.m0016_long_jobs_sql),
            Migration(17, "limits", PackageResources.m0017_limits_sql),
            Migration(18, "batches", PackageResources.m0018_batches_sql),
            Migration(19, "ordering", PackageResources.m0019_ordering_sql),
            Migration(20, "console", PackageResources.m0020_console_sql),
            Migration(21, "segments", PackageResources.m0021_segments_sql),
            Migration(22, "unsubscribe", PackageResources.m0022_unsubscribe_sql),
            Migration(23, "overtaking", PackageResources.m0023_overtaking_sql),
        ])
}
