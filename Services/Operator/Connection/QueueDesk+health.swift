import Foundation
import Postgres

extension QueueDesk {
    /// Something that keeps rows which are over from being cleaned up.
    struct HorizonHolder: Sendable {
        /// `session`, `prepared`, `slot` or `standby`.
        var kind: String
        /// The process id, the transaction's, slot's or standby's name.
        var name: String
        /// How many transactions began since.
        var transactions: Int64
        /// In seconds; nil where nobody keeps a time.
        var age: Double?
        /// Where it is, if that is another database than ours.
        var database: String?
        var owner: String?
        /// The query, or where the slot leads.
        var detail: String?
    }

    /// What holds the cleanup horizon back, the furthest first. In other databases that is what writes: segments of the log are
    /// dropped when no transaction of the server is as old as theirs, while snapshots matter in their own database alone. Of
    /// sessions of other roles only what may be seen: the role needs pg_read_all_stats, which deploy/roles.sql grants.
    func horizonHolders(_ count: Int) async throws -> [HorizonHolder] {
        try await client.query(
            """
            SELECT * FROM (
                SELECT CASE WHEN a.backend_type = 'walsender' THEN 'standby' ELSE 'session' END AS kind,
                    CASE WHEN a.backend_type = 'walsender' THEN a.application_name ELSE a.pid::text END AS name,
                    greatest(CASE WHEN o.database IS NULL THEN age(a.backend_xmin) END, age(a.backend_xid))::bigint
                        AS transactions,
                    extract(epoch FROM clock_timestamp() - a.xact_start)::float8 AS age, o.database,
                    concat_ws(' ', a.usename, nullif(a.application_name, ''), a.client_addr, a.state) AS owner,
                    left(a.query, 2000) AS detail
                FROM pg_stat_activity a
                CROSS JOIN LATERAL (SELECT nullif(a.datname, current_database())::text AS database) o
                WHERE (a.backend_xid IS NOT NULL OR a.backend_xmin IS NOT NULL AND o.database IS NULL)
                    AND a.pid <> pg_backend_pid()
                UNION ALL
                SELECT 'prepared', p.gid, age(p.transaction)::bigint,
                    extract(epoch FROM clock_timestamp() - p.prepared)::float8,
                    nullif(p.database, current_database())::text, p.owner::text, NULL
                FROM pg_prepared_xacts p
                UNION ALL
                SELECT 'slot', s.slot_name::text, greatest(age(s.xmin), age(s.catalog_xmin))::bigint, NULL,
                    NULL,
                    CASE WHEN s.active THEN 'active' ELSE 'inactive' END, concat_ws(' ', s.slot_type, s.plugin)
                FROM pg_replication_slots s WHERE s.xmin IS NOT NULL OR s.catalog_xmin IS NOT NULL) h
            ORDER BY transactions DESC NULLS LAST, age DESC NULLS LAST LIMIT \(Int32(count))
            """
        ).map { row in
            let (kind, name, transactions, age, database, owner, detail) = try row.decode(
                String.self, String.self, Int64.self, Double?.self, String?.self, String?.self, String?.self)
            return HorizonHolder(
                kind: kind, name: name, transactions: transactions, age: age, database: database, owner: owner,
                detail: detail)
        }
    }

    /// Whether sessions of other roles can be seen.
    func seesAllSessions() async throws -> Bool {
        try await client.query("SELECT pg_has_role('pg_read_all_stats', 'USAGE')")[0].decode()
    }

    /// A table of the queue, by the server's estimates.
    struct TableSize: Sendable {
        var name: String
        /// With indexes and large values, in bytes.
        var bytes: Int64
        var indexBytes: Int64
        var rows: Int64
        var deadRows: Int64
        var cleanedAt: Date?
    }

    /// The queue's tables, the largest first; the segments of the log as one.
    func tableSizes() async throws -> [TableSize] {
        try await client.query(
            """
            SELECT coalesce(p.relname, c.relname)::text, sum(pg_total_relation_size(c.oid))::bigint,
                sum(pg_indexes_size(c.oid))::bigint, coalesce(sum(s.n_live_tup), 0)::bigint,
                coalesce(sum(s.n_dead_tup), 0)::bigint, max(greatest(s.last_autovacuum, s.last_vacuum))
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_inherits i ON i.inhrelid = c.oid LEFT JOIN pg_class p ON p.oid = i.inhparent
            LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid
            WHERE n.nspname = 'queue' AND c.relkind = 'r' GROUP BY 1 ORDER BY 2 DESC, 1
            """
        ).map { row in
            let (name, bytes, indexes, rows, dead, cleaned) = try row.decode(
                String.self, Int64.self, Int64.self, Int64.self, Int64.self, Date?.self)
            return TableSize(
                name: name, bytes: bytes, indexBytes: indexes, rows: rows, deadRows: dead, cleanedAt: cleaned)
        }
    }
}
