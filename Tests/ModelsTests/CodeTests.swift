import Foundation
import Models
import TestTools
import Testing

struct CodeTests {
    @Test("tracking codes have no look-alikes, a digit in every third place, and read back however they are typed")
    func trackingCodes() throws {
        var generator = SeededGenerator(seed: 1)
        var seen: Set<TrackingCode> = []
        for _ in 0..<5000 {
            let code = TrackingCode.random(using: &generator)
            #expect(code.value.count == 15)
            #expect(code.value.allSatisfy { !"IOQZ01".contains($0) })
            #expect(code.value.enumerated().allSatisfy { ($0.offset % 3 == 2) == $0.element.isNumber })
            #expect(try TrackingCode(code.description.lowercased()) == code)
            #expect(try TrackingCode(" \(code.value) ") == code)
            seen.insert(code)
        }
        #expect(seen.count == 5000)
        #expect(TrackingCode.random() != TrackingCode.random())
    }

    @Test(
        "what is no tracking code is refused",
        arguments: [
            "", "AB2-CD3", "AB2-CD3-EF4-GH5-JK1", "ABC-CD3-EF4-GH5-JK6", "AB2-CD3-EF4-GH5-JKO", "AB2CD3EF4GH5JK6X",
        ])
    func refusedTrackingCodes(text: String) {
        #expect(throws: FieldError.self) { try TrackingCode(text) }
    }

    @Test("case numbers read back, with and without hyphens")
    func caseNumbers() throws {
        let date = try day("2026-09-18")
        for sequence in [1, 42, 71_184, 9_999_999, 123_456_789] {
            let number = CaseNumber(date: date, sequence: sequence)
            #expect(try CaseNumber(number.description) == number)
            #expect(try CaseNumber(number.description.filter { $0 != "-" }) == number)
        }
        #expect(CaseNumber(date: date, sequence: 1234).description.hasPrefix("20260918-0001234-"))
    }

    @Test("one wrong digit or two swapped neighbours in a case number are always found")
    func checkDigit() throws {
        let digits = Array(CaseNumber(date: try day("2026-09-18"), sequence: 1234).description.filter { $0 != "-" })
        for index in digits.indices {
            for other in "0123456789" where other != digits[index] {
                var changed = digits
                changed[index] = other
                #expect(throws: FieldError.self) { try CaseNumber(String(changed)) }
            }
            guard index > 0, digits[index] != digits[index - 1] else { continue }
            var swapped = digits
            swapped.swapAt(index, index - 1)
            #expect(throws: FieldError.self) { try CaseNumber(String(swapped)) }
        }
        for text in ["", "20260918", "20261318-0000001-0", "abc"] {
            #expect(throws: FieldError.self) { try CaseNumber(text) }
        }
    }

    @Test("a region code knows its level and ancestors")
    func regions() throws {
        let street = try RegionCode("150203012")
        #expect(street.level == .sumu)
        #expect(street.ancestors.map(\.value) == ["15", "1502", "150203"])
        #expect(street.parent?.value == "150203")
        #expect(try RegionCode("15").parent == nil)
        #expect(try RegionCode("1502").contains(street))
        #expect(try !RegionCode("150204").contains(street))
        for text in ["", "1", "150", "15010", "15010x", "1501050", "015010", "１５０１"] {
            #expect(throws: FieldError.self, "\(text)") { try RegionCode(text) }
        }
    }

    @Test("identifiers sort by the time they were made")
    func identifiers() throws {
        let made = (0..<200).map { index in
            var generator = SeededGenerator(seed: UInt64(index))
            return CaseID.next(at: Date(timeIntervalSince1970: 1_720_000_000 + Double(index)), using: &generator)
        }
        #expect(made == made.sorted())
        #expect(CaseID(made[0].description) == made[0])
        #expect(Set(made.map(\.description)).count == 200)
        #expect(CaseID.next().description.dropFirst(14).first == "7")
    }
}
