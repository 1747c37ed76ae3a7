import Foundation
import Models
import Testing

/// Files of the repository that tests read.
enum TestData {
    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: repository.appending(path: path)))
    }

    static func calendar() throws -> WorkingCalendar {
        try WorkingCalendar(csv: bytes("deploy/data/state-council-calendar.csv"))
    }

    static func engine() throws -> DeadlineEngine { DeadlineEngine(calendar: try calendar()) }
}

/// A day that the test knows to exist.
func day(_ text: String) throws -> LocalDate { try #require(LocalDate(text)) }

/// A moment in Shanghai.
func moment(_ text: String) throws -> Date { try #require(LocalDateTime(text)).moment(in: .shanghai) }

/// What a wall in Shanghai shows.
func wall(_ moment: Date) -> String { LocalDateTime(moment, in: .shanghai).description }
