import Postgres

/// The history of the schema `talent_pool`.
enum TalentPoolSchema {
    static let migrator = Migrator(
        schema: "talent_pool", command: "talent-pool migrate",
        migrations: [Migration(1, "helpers", PackageResources.m0001_helpers_sql)])
}
