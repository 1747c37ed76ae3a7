import Models

/// Generated helpers, three of each skill, spread over the places that the descriptions of the service name.
enum SampleHelpers {
    /// Their columns, as TalentPool takes them.
    static let columns = ["external_id", "name", "email", "phone", "region_code", "skills", "capacity", "language"]

    /// The file's bytes; always the same.
    static func csv() -> [UInt8] {
        var random = SampleRandom(seed: 0, text: "helpers")
        var writer = CSVWriter()
        writer.write(columns)
        let skills = HelpSkill.allCases
        for (place, region) in regions.enumerated() {
            for (index, skill) in skills.enumerated() {
                let number = place * skills.count + index + 1
                let second = skills[(index + 1 + place) % skills.count]
                writer.write([
                    "HP-\(number < 10 ? "00" : "0")\(number)", SampleNames.draw(&random), "helper\(number)@example.org",
                    SampleNames.phone(&random), region, "\(skill.rawValue):\(5 - place);\(second.rawValue):2",
                    String(3 + random.below(4)), number % 8 == 0 ? "en" : "zh",
                ])
            }
        }
        return writer.take()
    }

    /// 赛罕区, 昆都仑区, 海勃湾区.
    private static let regions = ["150105", "150203", "150302"]
}
