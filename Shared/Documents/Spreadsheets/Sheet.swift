/// One sheet of a workbook.
public struct Sheet: Sendable {
    /// One column.
    public struct Column: Hashable, Sendable {
        /// What stands in the head.
        public var title: String
        /// The width in characters of the default font; a Chinese character takes two.
        public var width: Double

        /// A column.
        public init(_ title: String, width: Double = 12) {
            self.title = title
            self.width = width
        }
    }

    /// What the tab shows: at most 31 characters, none of `[]:*?/\`, different from the others.
    public var name: String
    /// The columns; their titles are the head, which stays in view when one scrolls.
    public var columns: [Column]
    /// The cells of each row.
    public var rows: [[Cell]]

    /// A sheet.
    public init(name: String, columns: [Column], rows: [[Cell]]) {
        self.name = name
        self.columns = columns
        self.rows = rows
    }
}
