import Models

/// A row of the helpers file: `external_id,name,email,phone,region_code,skills,capacity,language`, where skills are
/// words of `HelpSkill` with an optional proficiency, such as `farming:5;policy_advice`.
struct HelperRow {
    static let columns = ["external_id", "name", "email", "phone", "region_code", "skills", "capacity", "language"]

    let row: CSVTable.Row

    /// The helper that the row describes.
    /// - Throws: `CSVError` with the line and the column that is wrong.
    func helper() throws(CSVError) -> Helper {
        Helper(
            externalID: try text("external_id", upTo: 64),
            name: try text("name", upTo: 60),
            email: try optional("email", EmailAddress.init),
            phone: try optional("phone", PhoneNumber.init),
            language: try language(),
            regionCode: try value("region_code", RegionCode.init),
            skills: try skills(),
            capacity: try number(row["capacity"], column: "capacity", in: 1...100))
    }

    private func text(_ column: String, upTo limit: Int) throws(CSVError) -> String {
        let text = row[column]
        guard !text.isEmpty, text.count <= limit else {
            throw row.error(column, "is empty or too long; expected 1 to \(limit) characters")
        }
        return text
    }

    private func optional<Value>(
        _ column: String, _ parse: (String) throws(FieldError) -> Value
    ) throws(CSVError) -> Value? {
        row[column].isEmpty ? nil : try value(column, parse)
    }

    private func value<Value>(
        _ column: String, _ parse: (String) throws(FieldError) -> Value
    ) throws(CSVError) -> Value {
        do { return try parse(row[column]) } catch { throw row.error(column, error) }
    }

    private func number(_ text: String, column: String, in range: ClosedRange<Int>) throws(CSVError) -> Int {
        guard let number = Int(text), range.contains(number) else {
            throw row.error(column, "'\(text)' is not a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private func language() throws(CSVError) -> Language {
        let text = row["language"]
        guard let language = text.isEmpty ? .chinese : Language(rawValue: text) else {
            throw row.error("language", "'\(text)' is not a language; expected zh or en")
        }
        return language
    }

    private func skills() throws(CSVError) -> [HelpSkill: Int] {
        var skills: [HelpSkill: Int] = [:]
        for part in row["skills"].split(separator: ";") {
            let pieces = part.split(separator: ":", maxSplits: 1).map(String.init)
            guard let skill = HelpSkill(rawValue: pieces[0]) else {
                let known = HelpSkill.allCases.map(\.rawValue).joined(separator: ", ")
                throw row.error("skills", "'\(pieces[0])' is not a skill; expected some of \(known)")
            }
            skills[skill] = pieces.count == 1 ? 3 : try number(pieces[1], column: "skills", in: 1...5)
        }
        guard !skills.isEmpty else {
            throw row.error("skills", "is empty; expected at least one skill, such as farming:4")
        }
        return skills
    }
}
