import Models
import Postgres

/// The process's copy of the reference data. Each use asks the database for the version, one row, and reads the rest only
/// when somebody changed it, so a new calendar counts from the next case on, in every process.
actor ReferenceCache {
    private var copy: Reference?

    /// The reference data as `executor` sees it now.
    func current(on executor: some PostgresExecutor) async throws -> Reference {
        let version = try await executor.query("SELECT version FROM intake.reference_version")[0].decode(Int64.self)
        if let copy, copy.version == version { return copy }
        let fresh = try await Self.read(version, on: executor)
        // A transaction may see an older state than one that ended meanwhile: the newer copy stays.
        if version >= copy?.version ?? 0 { copy = fresh }
        return fresh
    }

    // MARK: - Private

    private static func read(_ version: Int64, on executor: some PostgresExecutor) async throws -> Reference {
        let items = try await executor.query(
            """
            SELECT code, version, name_zh, name_en, department_zh, department_en, type, handling_type,
                statutory_limit, promised_limit, category, help_skill, kiosk
            FROM intake.service_item WHERE valid_to IS NULL
            """
        ).map(ServiceItem.init(row:))
        let regions = try await executor.query(
            "SELECT code, name, level, parent FROM intake.region WHERE NOT withdrawn"
        ).map(Region.init(row:))
        let days = try await executor.query("SELECT date, kind, name FROM intake.work_calendar ORDER BY date")
            .map(CalendarEntry.init(row:))
        return Reference(
            version: version, items: Dictionary(uniqueKeysWithValues: items.map { ($0.code, $0) }),
            regions: Dictionary(uniqueKeysWithValues: regions.map { ($0.code, $0) }),
            calendar: WorkingCalendar(entries: days))
    }
}
