import Foundation
import Models

/// Reads the rows of a hotline's export: the columns in any order, each value checked.
struct HotlineFormat: Sendable {
    static let columns = [
        "external_id", "received_at", "kind", "handling", "summary", "content", "region_code", "contact_name",
        "contact_phone",
    ]

    /// What a caller is called who did not leave a name.
    static let anonymous = "匿名"

    private let positions: [Int]
    private let regions: [String: Region]
    /// Nothing comes in after this.
    private let latest: Date

    init(_ header: CSVRecord, reference: Reference, now: Date) throws(CSVError) {
        let header = try CSVHeader(header, required: Self.columns)
        positions = Self.columns.compactMap { header[$0] }
        regions = reference.regions
        latest = now.addingTimeInterval(300)
    }

    /// The row, or what is wrong with its first bad value, at the line and column where it stands.
    func row(_ record: CSVRecord) throws(CSVError) -> HotlineRow {
        HotlineRow(
            externalID: try externalID(record), receivedAt: try receivedAt(record),
            kind: try kind(record), handling: try handling(record),
            summary: try text(record, .summary, lengths: 1...200),
            content: try text(record, .content, lengths: 0...4000),
            region: try region(record), name: try name(record), phone: try phone(record))
    }

    /// The external id of a row that was refused, where it can be read.
    func externalID(ofRefused record: CSVRecord) -> String? {
        let text = record[positions[Column.externalID.rawValue]]
        return text.isEmpty || text.utf8.count > 100 ? nil : text
    }

    // MARK: - Private

    /// In the order of `columns`.
    private enum Column: Int {
        case externalID, receivedAt, kind, handling, summary, content, regionCode, contactName, contactPhone
    }

    private func externalID(_ record: CSVRecord) throws(CSVError) -> String {
        let text = try text(record, .externalID, lengths: 1...100)
        guard text.utf8.allSatisfy({ $0 > 0x20 }) else {
            throw refusal(record, .externalID, "contains blanks or line breaks; expected an identifier")
        }
        return text
    }

    private func receivedAt(_ record: CSVRecord) throws(CSVError) -> Date {
        let position = positions[Column.receivedAt.rawValue]
        guard let date = record.withBytes(position, { Models.RFC3339.date($0) }) else {
            throw refusal(record, .receivedAt, "is not a timestamp; expected RFC 3339 with an offset")
        }
        guard date <= latest, date.timeIntervalSince1970 >= 946_684_800 else {
            throw refusal(record, .receivedAt, "is in the future or before 2000")
        }
        return date.roundedToMicroseconds
    }

    private func kind(_ record: CSVRecord) throws(CSVError) -> CaseKind {
        if let kind = CaseKind(rawValue: self[record, .kind]), CaseKind.hotline.contains(kind) { return kind }
        let names = CaseKind.hotline.map(\.rawValue).joined(separator: ", ")
        throw refusal(record, .kind, "is not known; expected one of \(names)")
    }

    private func handling(_ record: CSVRecord) throws(CSVError) -> Handling {
        if let handling = Handling(rawValue: self[record, .handling]) { return handling }
        throw refusal(record, .handling, "is not known; expected direct or dispatched")
    }

    private func region(_ record: CSVRecord) throws(CSVError) -> Region {
        if let region = regions[self[record, .regionCode]] { return region }
        throw refusal(record, .regionCode, "names no known division")
    }

    private func name(_ record: CSVRecord) throws(CSVError) -> String {
        let name = try text(record, .contactName, lengths: 0...50)
        guard !name.utf8.contains(where: { $0 < 0x20 }) else {
            throw refusal(record, .contactName, "contains a line break or a tab")
        }
        return name.isEmpty ? Self.anonymous : name
    }

    private func phone(_ record: CSVRecord) throws(CSVError) -> PhoneNumber? {
        let text = self[record, .contactPhone]
        guard !text.isEmpty else { return nil }
        do {
            return try PhoneNumber(text)
        } catch {
            throw refusal(record, .contactPhone, "\(error.reason); expected \(error.expected)")
        }
    }

    private func text(_ record: CSVRecord, _ column: Column, lengths: ClosedRange<Int>) throws(CSVError) -> String {
        let text = self[record, column]
        guard text.utf8.count >= lengths.lowerBound else { throw refusal(record, column, "is empty") }
        do {
            try CaseText.check(Self.columns[column.rawValue], text, lengthMax: lengths.upperBound)
        } catch {
            throw refusal(record, column, "\(error.reason); expected \(error.expected)")
        }
        return text
    }

    private subscript(record: CSVRecord, column: Column) -> String { record[positions[column.rawValue]] }

    private func refusal(_ record: CSVRecord, _ column: Column, _ reason: String) -> CSVError {
        CSVError(
            line: record.line, column: record.column(of: positions[column.rawValue]),
            problem: .value(column: Self.columns[column.rawValue], reason: reason))
    }
}
