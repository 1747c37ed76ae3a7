import Models

extension KioskPages {
    /// Where the request belongs: from league to banner to town, one choice at a time, each a button of the form.
    ///
    /// It begins at the banner in which the kiosk stands; most people need only one touch from there.
    func region(_ sheet: KioskSheet, _ visit: KioskVisit, at chosen: String?) async throws -> [String: Any] {
        let at = try await openDivision(chosen ?? sheet.draft[.regionCode] ?? visit.kiosk.regionCode)
        let path = try await intake.catalogue.path(of: at).filter { $0.level != .region }
        let inside = try await intake.catalogue.regions(under: at)
        var places: [PlaceView] = []
        for region in inside {
            let isLeaf = try await intake.catalogue.regions(under: region.code).isEmpty
            places.append(PlaceView(code: region.code, name: region.name, leaf: isLeaf))
        }
        var view: [String: Any] = [
            "path": path.enumerated().map { index, region in
                PathView(code: region.code, name: region.name, last: index == path.count - 1)
            },
            "places": places,
        ]
        if let last = path.last { view["whole"] = PlaceView(code: last.code, name: last.name, leaf: true) }
        view["regionError"] = sheet.wrong(.regionCode)
        return view
    }

    /// The names of a division and those it lies in: 呼和浩特市 赛罕区 人民路街道.
    func place(_ code: String) async throws -> String {
        try await intake.catalogue.path(of: code).filter { $0.level != .region }.map(\.name).joined(separator: " ")
    }

    /// A division with parts to choose from: the one that was named, the one it lies in, or the whole region.
    private func openDivision(_ code: String) async throws -> String {
        if try await !intake.catalogue.regions(under: code).isEmpty { return code }
        if let parent = try await intake.catalogue.region(code)?.parent { return parent }
        return Self.wholeRegion
    }

    /// 内蒙古自治区, GB/T 2260.
    private static let wholeRegion = "15"
}

private struct PlaceView {
    let code: String
    let name: String
    /// Whether there is nothing smaller to choose.
    let leaf: Bool
}

private struct PathView {
    let code: String
    let name: String
    let last: Bool
}
