internal import CXlsxWriter
public import Foundation

/// A workbook in Excel's format (.xlsx).
///
/// The same sheets and properties give the same bytes.
public struct Spreadsheet: Sendable {
    /// The title in the file's properties.
    public var title: String
    /// The author in the file's properties.
    public var author: String
    /// The creation date in the file's properties; given by the caller so that a file can be reproduced.
    public var created: Date
    /// The sheets in the order of their tabs; at least one.
    public var sheets: [Sheet]

    /// A workbook of given sheets.
    public init(title: String, author: String = "", created: Date, sheets: [Sheet]) {
        self.title = title
        self.author = author
        self.created = created
        self.sheets = sheets
    }

    /// The file's bytes. libxlsxwriter writes to a path, so they pass through a temporary file that is removed again.
    public func bytes() throws -> [UInt8] {
        try checkNames()
        let file = FileManager.default.temporaryDirectory.appending(path: "bangban-\(UUID().uuidString).xlsx")
        defer { try? FileManager.default.removeItem(at: file) }
        guard let workbook = workbook_new(file.path(percentEncoded: false)) else {
            throw DocumentError.spreadsheet("cannot begin a workbook")
        }
        let filled = Result { try fill(workbook) }
        // Closing frees the workbook, whether or not it could be filled.
        let status = workbook_close(workbook)
        try filled.get()
        try check(status)
        return Array(try Data(contentsOf: file))
    }

    // MARK: - Private

    /// The library would say on standard error what it thinks of a name; we say it in an error.
    private func checkNames() throws(DocumentError) {
        var seen: Set<String> = []
        for name in sheets.map(\.name) {
            let isValid =
                (1...31).contains(name.utf16.count) && !name.contains { "[]:*?/\\".contains($0) }
                && !name.hasPrefix("'") && !name.hasSuffix("'")
            guard isValid, seen.insert(name.lowercased()).inserted else {
                throw .spreadsheet("the sheet name '\(name)' is invalid or used twice")
            }
        }
        if sheets.isEmpty { throw .spreadsheet("it has no sheet") }
    }

    private func fill(_ workbook: UnsafeMutablePointer<lxw_workbook>) throws {
        try describe(workbook)
        let formats = SheetFormats(workbook)
        for sheet in sheets {
            guard let worksheet = workbook_add_worksheet(workbook, sheet.name) else {
                throw DocumentError.spreadsheet("no sheet '\(sheet.name)'")
            }
            try SheetWriter(sheet: sheet, worksheet: worksheet, formats: formats).write()
        }
    }

    private func describe(_ workbook: UnsafeMutablePointer<lxw_workbook>) throws {
        var properties = lxw_doc_properties()
        properties.created = time_t(created.timeIntervalSince1970.rounded(.down))
        try title.withCString { title in
            try author.withCString { author in
                properties.title = UnsafeMutablePointer(mutating: title)
                properties.author = UnsafeMutablePointer(mutating: author)
                // The library copies the strings before it returns.
                try check(workbook_set_properties(workbook, &properties))
            }
        }
    }
}

func check(_ status: lxw_error) throws(DocumentError) {
    guard status == LXW_NO_ERROR else { throw .spreadsheet(String(cString: lxw_strerror(status))) }
}
