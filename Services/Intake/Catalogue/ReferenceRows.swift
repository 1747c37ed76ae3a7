import Models
import Postgres

extension ServiceItem {
    /// Reads the columns that `ReferenceCache` selects.
    init(row: Row) throws {
        let (
            code, version, nameZh, nameEn, departmentZh, departmentEn, type, handlingType, statutoryLimit,
            promisedLimit,
            category, helpSkill, kiosk
        ) = try row.decode(
            String.self, Int32.self, String.self, String.self, String.self, String.self, String.self, String.self,
            String.self, String.self, String.self, String?.self, Bool.self)
        self.init(
            code: code, version: Int(version), nameZh: nameZh, nameEn: nameEn, departmentZh: departmentZh,
            departmentEn: departmentEn, type: type, handlingType: HandlingType(rawValue: handlingType) ?? .promised,
            statutoryLimit: statutoryLimit, promisedLimit: promisedLimit, category: category,
            helpSkill: helpSkill.flatMap(HelpSkill.init(rawValue:)), kiosk: kiosk)
    }
}

extension Region {
    /// Reads the columns that `ReferenceCache` selects.
    init(row: Row) throws {
        let (code, name, level, parent) = try row.decode(String.self, String.self, String.self, String?.self)
        self.init(code: code, name: name, level: RegionLevel(rawValue: level) ?? .sumu, parent: parent)
    }
}

extension CalendarEntry {
    /// Reads the columns that `ReferenceCache` selects.
    init(row: Row) throws {
        let (date, kind, name) = try row.decode(LocalDate.self, String.self, String.self)
        self.init(date: date, kind: Kind(rawValue: kind) ?? .holiday, name: name)
    }
}
