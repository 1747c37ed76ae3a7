import Models
import Postgres

/// The file of service items.
enum ServiceItemFile {
    static let columns = [
        "code", "name_zh", "name_en", "department_zh", "department_en", "type", "handling_type", "statutory_limit",
        "promised_limit", "category", "help_skill", "kiosk",
    ]

    /// The items in force.
    static let current: SQL = """
        SELECT code, version, name_zh, name_en, department_zh, department_en, type, handling_type, statutory_limit,
            promised_limit, category, help_skill, kiosk
        FROM intake.service_item WHERE valid_to IS NULL FOR UPDATE
        """

    static func read(_ bytes: [UInt8]) throws(CSVError) -> [ServiceItem] {
        var codes: Set<String> = []
        var items: [ServiceItem] = []
        for row in try CSVTable(bytes, required: columns).rows {
            let item = try item(row)
            guard codes.insert(item.code).inserted else { throw row.error("code", "stands in the file twice") }
            items.append(item)
        }
        return items
    }

    /// Ends changed and dropped items and adds the new versions.
    static func write(_ changes: ReferenceChanges<ServiceItem, String>, in transaction: Transaction) async throws {
        let ended = (changes.changed + changes.gone).map(\.code)
        try await transaction.execute(
            "UPDATE intake.service_item SET valid_to = now() WHERE valid_to IS NULL AND code = ANY(\(ended))")
        for item in changes.added + changes.changed {
            try await transaction.execute(
                """
                INSERT INTO intake.service_item (code, version, name_zh, name_en, department_zh, department_en, type,
                    handling_type, statutory_limit, promised_limit, category, help_skill, kiosk)
                SELECT \(item.code), coalesce(max(version), 0) + 1, \(item.nameZh), \(item.nameEn),
                    \(item.departmentZh), \(item.departmentEn), \(item.type), \(item.handlingType.rawValue),
                    \(item.statutoryLimit), \(item.promisedLimit), \(item.category), \(item.helpSkill?.rawValue),
                    \(item.kiosk)
                FROM intake.service_item WHERE code = \(item.code)
                """)
        }
    }

    // MARK: - Private

    private static func item(_ row: CSVTable.Row) throws(CSVError) -> ServiceItem {
        for column in ["code", "name_zh", "name_en", "department_zh", "department_en", "type", "category"]
        where row[column].isEmpty || row[column].count > 200 {
            throw row.error(column, "is empty or longer than 200 characters")
        }
        guard row["code"].utf8.count <= 64, row["code"].utf8.allSatisfy(isCodeByte) else {
            throw row.error("code", "is not 1 to 64 letters, digits, '.', '_' or '-'")
        }
        guard let handling = HandlingType(rawValue: row["handling_type"]) else {
            throw row.error("handling_type", "is neither immediate nor promised")
        }
        let skill = HelpSkill(rawValue: row["help_skill"])
        guard skill != nil || row["help_skill"].isEmpty else {
            throw row.error("help_skill", "is none of \(HelpSkill.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        guard let kiosk = ["true": true, "false": false][row["kiosk"]] else {
            throw row.error("kiosk", "is neither true nor false")
        }
        for column in ["statutory_limit", "promised_limit"] where column != "statutory_limit" || !row[column].isEmpty {
            do { _ = try TimeLimit(row[column]) } catch { throw row.error(column, error) }
        }
        return ServiceItem(
            code: row["code"], version: 0, nameZh: row["name_zh"], nameEn: row["name_en"],
            departmentZh: row["department_zh"], departmentEn: row["department_en"], type: row["type"],
            handlingType: handling, statutoryLimit: row["statutory_limit"], promisedLimit: row["promised_limit"],
            category: row["category"], helpSkill: skill, kiosk: kiosk)
    }

    private static func isCodeByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || [0x2E, 0x5F, 0x2D].contains(byte)
    }
}

extension ServiceItem {
    /// The item as a file describes it, which knows no versions.
    var withoutVersion: ServiceItem {
        var item = self
        item.version = 0
        return item
    }
}
