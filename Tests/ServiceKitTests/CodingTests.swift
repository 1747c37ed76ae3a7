import Foundation
import Models
import Postgres
import TestKit
import Testing

@testable import ServiceKit

@Suite("JSON")
struct CodingTests {
    private struct Sample: Codable, Equatable {
        var caseID: Int
        var receiptURL: String
        var isReply: Bool
        var receivedAt: Date
        var name: String?
    }

    @Test(
        "names with acronyms come back",
        arguments: zip(
            ["caseID", "receiptURL", "isHTMLBody", "name", "smsSegments", "trackingCode", "externalID"],
            [
                "case_id", "receipt_url", "is_html_body", "name", "sms_segments", "tracking_code", "external_id",
            ]))
    func names(swift: String, json: String) {
        #expect(SnakeCase.encode(swift) == json)
        #expect(SnakeCase.decode(json) == swift)
    }

    @Test("a value survives the way out and back, times in UTC to the millisecond")
    func roundTrip() throws {
        let sample = Sample(
            caseID: 7, receiptURL: "http://x/y", isReply: true,
            receivedAt: Date(timeIntervalSince1970: 1_720_400_000.25))
        let data = try JSONCoding.encoder.encode(sample)
        let text = String(decoding: data, as: UTF8.self)
        #expect(
            text
                == #"{"case_id":7,"is_reply":true,"receipt_url":"http://x/y","received_at":"2024-07-08T00:53:20.250Z"}"#
        )
        #expect(try JSONCoding.decoder.decode(Sample.self, from: data) == sample)
    }

    @Test("the depth is found without recursion, and brackets in strings do not count")
    func depth() {
        #expect(JSONDepth.of(Array("{\"a\":[1,{\"b\":\"[[[\\\"{{\"}]}".utf8)) == 3)
        #expect(JSONDepth.of(Array("7".utf8)) == 0)
        #expect(JSONDepth.of(Array(repeating: UInt8(ascii: "["), count: 1_000_000)) == 1_000_000)
    }

    @Test("days, identifiers and sealed texts go to PostgreSQL and back", .database())
    func postgres() async throws {
        let client = try TestDatabase.current.client()
        let id = CaseID.next()
        let day = try #require(LocalDate("2026-09-18"))
        let early = try #require(LocalDate("0001-01-01"))
        let sealed = SealedText(rawValue: "abcd:xyz")
        let none: LocalDate? = nil
        let row = try await client.query(
            "SELECT \(id), \(day), \(early), \(sealed)::text, \(day)::text, \(none)::date, \(Channel.kiosk)::text")[0]
        let values = try row.decode(
            CaseID.self, LocalDate.self, LocalDate.self, SealedText.self, String.self, LocalDate?.self, Channel.self)
        #expect(values.0 == id && values.1 == day && values.2 == early && values.3 == sealed)
        #expect(values.4 == "2026-09-18" && values.5 == nil && values.6 == .kiosk)
    }
}
