import Foundation
import Models
import Testing

struct RFC3339Tests {
    @Test(
        "timestamps are read with offsets, Z and fractions",
        arguments: [
            ("2024-07-08T09:12:33+08:00", 1_720_401_153.0), ("2024-07-08T01:12:33Z", 1_720_401_153),
            ("2024-07-08t01:12:33.250z", 1_720_401_153.25), ("2024-07-08 09:12:33+08:00", 1_720_401_153),
            ("2024-07-07T20:12:33-05:00", 1_720_401_153), ("1969-12-31T23:59:59Z", -1),
            ("2016-12-31T23:59:60Z", 1_483_228_799),
        ])
    func reading(text: String, seconds: TimeInterval) {
        #expect(RFC3339.date(text)?.timeIntervalSince1970 == seconds)
    }

    @Test(
        "what is no timestamp is refused",
        arguments: [
            "2024-07-08T09:12:33", "2024-07-08", "2024-02-30T00:00:00Z", "2024-07-08T24:00:00Z", "2024-07-08T09:60:00Z",
            "2024-07-08T09:12:33+0800", "2024-07-08T09:12:33.Z", "2024-07-08T09:12:33+08:00x", "", "昨天",
            "2024-07-08T09:12:33+25:00",
        ])
    func refusing(text: String) {
        #expect(RFC3339.date(text) == nil)
    }

    @Test("what is written is read back to the same moment")
    func roundTrip() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let date = Date(
                timeIntervalSince1970: TimeInterval(Int.random(in: -2_000_000_000...4_000_000_000, using: &generator)))
            #expect(RFC3339.date(RFC3339.string(date)) == date)
            #expect(RFC3339.date(RFC3339.string(date, offset: -12_600)) == date)
        }
        #expect(
            RFC3339.string(Date(timeIntervalSince1970: 1_720_401_153.256), milliseconds: true)
                == "2024-07-08T09:12:33.256+08:00")
    }
}
