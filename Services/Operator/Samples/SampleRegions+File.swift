import Models

extension SampleRegions {
    /// The banners, sumus, towns and streets of a divisions file.
    init(file: String) throws {
        let table: CSVTable
        do {
            table = try CSVTable(LocalFile.read(file, limit: ReferenceFile.limit), required: ["code", "name", "level"])
        } catch let error as CSVError {
            throw OperatorError(.badData, "\(file): \(error)")
        }
        let regions = table.rows.filter { ["banner", "sumu"].contains($0["level"]) }
            .map { Region(code: $0["code"], name: $0["name"]) }
        guard !regions.isEmpty else { throw OperatorError(.badData, "\(file) names no banner and no sumu") }
        self.init(regions)
    }
}
