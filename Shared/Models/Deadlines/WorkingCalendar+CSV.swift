extension WorkingCalendar {
    /// The columns of a calendar file.
    public static let columns = ["date", "kind", "name"]

    /// Reads a calendar from CSV with the columns `date,kind,name`; kind is `holiday` or `workday`.
    public init(csv bytes: [UInt8]) throws(CSVError) {
        let table = try CSVTable(bytes, required: Self.columns)
        var entries: [CalendarEntry] = []
        var seen: Set<LocalDate> = []
        for row in table.rows {
            let entry = try Self.entry(row)
            guard seen.insert(entry.date).inserted else { throw row.error("date", "is named twice") }
            entries.append(entry)
        }
        self.init(entries: entries)
    }

    private static func entry(_ row: CSVTable.Row) throws(CSVError) -> CalendarEntry {
        guard let date = LocalDate(row["date"]) else { throw row.error("date", "is not a date (YYYY-MM-DD)") }
        guard let kind = CalendarEntry.Kind(rawValue: row["kind"]) else {
            throw row.error("kind", "is neither holiday nor workday")
        }
        guard !row["name"].isEmpty else { throw row.error("name", "is empty") }
        return CalendarEntry(date: date, kind: kind, name: row["name"])
    }
}
