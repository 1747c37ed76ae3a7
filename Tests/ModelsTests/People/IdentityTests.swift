import Models
import Testing

struct IdentityTests {
    @Test(
        "resident IDs with right check characters are read, X small or capital",
        arguments: [
            ("11010519491231002X", "1949-12-31", true), ("11010519491231002x", "1949-12-31", true),
            ("440524188001010014", "1880-01-01", false), (" 150105198804171232 ", "1988-04-17", false),
        ])
    func residentID(text: String, birth: String, isFemale: Bool) throws {
        let id = try ResidentID(text)
        #expect(id.birthDate.description == birth)
        #expect(id.isFemale == isFemale)
    }

    @Test(
        "a wrong check digit, length, character or date is refused, each with its reason",
        arguments: [
            ("110105194912310021", "has a wrong check digit"), ("11010519491231002", "has 17 characters"),
            ("1101051949123100222", "has 19 characters"),
            ("11010519491231002Y", "contains something other than digits"),
            ("11010519490229002X", "holds a birth date that does not exist"),
            ("11010519491331002X", "holds a birth date that does not exist"),
            ("", "has 0 characters"), ("１１０１０５１９４９１２３１００２X", "has 52 characters"),
            ("1101051949123X002X", "contains something other than digits"),
        ])
    func refusedResidentID(text: String, reason: String) {
        let error = #expect(throws: FieldError.self) { try ResidentID(text) }
        #expect(error?.reason == reason)
        #expect(error?.field == "resident_id")
    }

    @Test("every single changed digit and every swap of neighbours is found, but for what the check cannot tell")
    func checkDigit() throws {
        let digits = Array("11010519491231002X")
        for index in 0..<17 {
            for other in "0123456789" where other != digits[index] {
                var changed = digits
                changed[index] = other
                #expect(throws: FieldError.self) { try ResidentID(String(changed)) }
            }
        }
    }

    @Test("a birth in the future is refused when today is known, and age counts birthdays")
    func age() throws {
        let id = try ResidentID("11010519491231002X", today: day("2026-11-21"))
        #expect(id.age(on: try day("2026-12-30")) == 76)
        #expect(id.age(on: try day("2026-12-31")) == 77)
        #expect(throws: FieldError.self) { try ResidentID("11010519491231002X", today: day("1949-12-30")) }
    }

    @Test(
        "credit codes by the standard's weights",
        arguments: [
            "91350100M000100Y43", "91110000802100433B", "91440300708461136T",
        ])
    func creditCode(text: String) throws {
        #expect(try UnifiedSocialCreditCode(text).value == text)
        #expect(try UnifiedSocialCreditCode(text.lowercased()).description == text)
    }

    @Test(
        "credit codes with a wrong character, length or check are refused",
        arguments: [
            ("91350100M000100Y44", "has a wrong check character"), ("91350100M000100Y4", "has 17 characters"),
            ("91350100I000100Y43", "contains a character that such codes do not have"),
            ("91350100M000100Z43", "contains a character that such codes do not have"),
        ])
    func refusedCreditCode(text: String, reason: String) {
        let error = #expect(throws: FieldError.self) { try UnifiedSocialCreditCode(text) }
        #expect(error?.reason == reason)
    }
}
