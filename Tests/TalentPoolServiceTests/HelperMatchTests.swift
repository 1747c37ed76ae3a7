import Foundation
import Models
import Testing

@testable import TalentPoolService

@Suite("Choosing a helper")
struct HelperMatchTests {
    private let town = "150105001"

    private func candidate(
        region: String, proficiency: Int = 3, capacity: Int = 2, load: Int = 0, last: Date? = nil, number: UInt8 = 1
    ) -> HelperCandidate {
        HelperCandidate(
            id: Helper.ID(rawValue: UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, number))),
            maskedName: "张*", regionCode: region, proficiency: proficiency, capacity: capacity, load: load,
            lastAssignedAt: last)
    }

    @Test("a helper of the same town comes before a more proficient one of the county")
    func nearestFirst() throws {
        let near = candidate(region: town, proficiency: 1, number: 1)
        let far = candidate(region: "150105", proficiency: 5, number: 2)
        let match = try #require(HelperMatch.best(of: [far, near], for: town))
        #expect(match.candidate == near)
        #expect(match.reasons == ["region: town", "proficiency: 1 of 5", "load: 0 of 2"])
    }

    @Test("of two equally near, the more proficient comes first")
    func proficiencySecond() throws {
        let novice = candidate(region: town, proficiency: 2, number: 1)
        let expert = candidate(region: town, proficiency: 4, number: 2)
        #expect(try #require(HelperMatch.best(of: [novice, expert], for: town)).candidate == expert)
    }

    @Test("of two equally able, the one with more room comes first")
    func burdenThird() throws {
        let busy = candidate(region: town, load: 1, number: 1)
        let free = candidate(region: town, number: 2)
        #expect(try #require(HelperMatch.best(of: [busy, free], for: town)).candidate == free)
    }

    @Test("of two equally free, the one who waited longer comes first, and one who never had a case before both")
    func longestWaitFourth() throws {
        let recent = candidate(region: town, last: Date(timeIntervalSince1970: 2000), number: 1)
        let waiting = candidate(region: town, last: Date(timeIntervalSince1970: 1000), number: 2)
        let fresh = candidate(region: town, number: 3)
        #expect(try #require(HelperMatch.best(of: [recent, waiting], for: town)).candidate == waiting)
        #expect(try #require(HelperMatch.best(of: [recent, waiting, fresh], for: town)).candidate == fresh)
    }

    @Test("nobody without room is chosen, however near")
    func fullIsOut() {
        #expect(HelperMatch.best(of: [candidate(region: town, capacity: 1, load: 1)], for: town) == nil)
    }

    @Test("nobody of another league is chosen")
    func tooFarIsOut() {
        #expect(HelperMatch.best(of: [candidate(region: "152201101")], for: town) == nil)
    }

    @Test(
        "places are as near as the smallest division they share",
        arguments: [
            ("150105001", "150105001", Proximity.town), ("150105001", "150105002", .county),
            ("150105001", "150105", .county), ("150105001", "150102001", .league), ("150105", "1501", .league),
        ])
    func proximity(one: String, other: String, expected: Proximity) {
        #expect(Proximity(one, other) == expected)
        #expect(Proximity(other, one) == expected)
    }
}
