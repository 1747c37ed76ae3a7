import Foundation
import Models
import TestKit
import Testing

@testable import ReportingService

@Suite("The summary's documents")
struct WeeklyDocumentTests {
    static let fingerprint = String(repeating: "3f7a90c2", count: 8)

    @Test(
        "every part exists in both languages, the HTML below 100 kB, and two runs give the same bytes",
        arguments: Language.allCases)
    func parts(language: Language) throws {
        let set = try WeeklyDocumentSet.standard()
        let figures = try Bulletin.figures()
        let documents = try set.documents(figures, fingerprint: Self.fingerprint, language: language)
        for document in documents {
            Attachment.record(
                document.content, named: "\(language.rawValue)-\(document.part.rawValue)-\(document.filename)")
        }
        #expect(documents.map(\.part) == WeeklyDocument.Part.allCases)
        let html = try #require(documents.first { $0.part == .html })
        #expect(html.content.count < WeeklyDocumentSet.htmlLimit)
        #expect(try documents == set.documents(figures, fingerprint: Self.fingerprint, language: language))
        let text = try #require(documents.first { $0.part == .text })
        let anchor = "2024-07-15=\(String(repeating: "5dc9da79", count: 8))"
        for part in [text, html] { #expect(String(decoding: part.content, as: UTF8.self).contains(anchor)) }
        let pdf = try #require(documents.first { $0.part == .pdf })
        let printed = try Tool.run("pdftotext", ["-layout", "@", "-"], on: pdf.content)
        #expect(printed.filter { !$0.isWhitespace }.contains(anchor))
        let page = try set.page(figures, fingerprint: Self.fingerprint, language: language)
        Attachment.record(Array(page.utf8), named: "\(language.rawValue)-page.html")
    }
}
