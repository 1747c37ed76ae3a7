/// A table that flows over pages: hairlines between rows, the head repeated on each page.
public struct Table: Sendable {
    /// One column.
    public struct Column: Hashable, Sendable {
        /// What stands in the head.
        public var title: String
        /// Its share of the table's width, relative to the others.
        public var weight: Double
        /// Numbers are set flush right.
        public var alignment: TextStyle.Alignment

        /// A column.
        public init(_ title: String, weight: Double = 1, alignment: TextStyle.Alignment = .leading) {
            self.title = title
            self.weight = weight
            self.alignment = alignment
        }
    }

    /// The columns from left to right.
    public var columns: [Column]
    /// A text for each column of each row.
    public var rows: [[String]]
    /// The em size of its text in points.
    public var textSize: Double

    /// A table.
    public init(columns: [Column], rows: [[String]], textSize: Double = 9) {
        self.columns = columns
        self.rows = rows
        self.textSize = textSize
    }

    /// The head and the rows as blocks of a `PageFlow`; `spacing` follows the last row.
    public func blocks(spacing: Double = 14) -> [Block] {
        let head = row(
            columns.map(\.title), style: TextStyle(size: textSize, weight: .bold, color: .muted), isHead: true)
        var blocks = [head]
        for (index, texts) in rows.enumerated() {
            var block = row(texts, style: TextStyle(size: textSize, lineHeight: 1.4), isHead: false)
            block.continuation = [head]
            if index == rows.count - 1 { block.spacing = spacing }
            blocks.append(block)
        }
        return blocks
    }

    // MARK: - Private

    private func row(_ texts: [String], style: TextStyle, isHead: Bool) -> Block {
        let padding = isHead ? 4.0 : 3.5
        return Block(keepsWithNext: isHead) { width in
            let heights = zip(boxes(width), texts).map { style.measure($1, width: $0.width).height }
            return (heights.max() ?? 0) + 2 * padding
        } draw: { canvas, box in
            if isHead { canvas.fill(box, .wash) }
            for (index, (cell, text)) in zip(boxes(box.width), texts).enumerated() {
                canvas.text(
                    text, x: box.x + cell.x, y: box.y + padding, width: cell.width,
                    style.aligned(columns[index].alignment))
            }
            canvas.line(from: (box.x, box.bottom), to: (box.right, box.bottom), .line, lineWidth: isHead ? 0.9 : 0.5)
        }
    }

    /// The columns' text boxes, relative to the table's left edge.
    private func boxes(_ width: Double) -> [Box] {
        let total = columns.reduce(0) { $0 + $1.weight }
        var x = 0.0
        return columns.map { column in
            let full = width * column.weight / total
            defer { x += full }
            return Box(x: x + 6, y: 0, width: full - 12, height: 0)
        }
    }
}
