/// Lays blocks out on pages, one below the other, and starts a new page where the next block does not fit.
public struct PageFlow: Sendable {
    /// Draws what every page shows outside the text, such as the page's number: the canvas, the page from 1, the number of pages.
    public typealias Furniture = @Sendable (borrowing Canvas, _ page: Int, _ pages: Int) throws -> Void

    /// The blocks in reading order.
    public var blocks: [Block]
    /// The page size in points.
    public var size: (width: Double, height: Double)
    /// Where the text goes.
    public var frame: Box
    /// What every page shows besides.
    public var furniture: Furniture

    /// A4 pages with a margin of 20 mm, unless told otherwise.
    public init(
        blocks: [Block], size: (width: Double, height: Double) = (595.276, 841.89), margin: Double = 56.7,
        furniture: @escaping Furniture = { _, _, _ in }
    ) {
        self.blocks = blocks
        self.size = size
        self.frame = Box(x: 0, y: 0, width: size.width, height: size.height).inset(margin, margin)
        self.furniture = furniture
    }

    /// The finished pages; at least one. A block higher than a page is drawn on a page of its own and cut.
    public func pages() -> [Drawing] {
        let pages = paginate()
        return pages.enumerated().map { index, placed in
            Drawing(width: size.width, height: size.height) { canvas in
                try furniture(canvas, index + 1, pages.count)
                for (block, box) in placed { try block.draw(canvas, box) }
            }
        }
    }

    // MARK: - Private

    private func paginate() -> [[(Block, Box)]] {
        var pages: [[(Block, Box)]] = [[]]
        var y = frame.y
        func place(_ block: Block) {
            let height = block.height(frame.width)
            pages[pages.count - 1].append((block, Box(x: frame.x, y: y, width: frame.width, height: height)))
            y += height + block.spacing
        }
        for (index, block) in blocks.enumerated() {
            if y + reach(from: index) > frame.bottom, pages[pages.count - 1].isEmpty == false {
                pages.append([])
                y = frame.y
                block.continuation.forEach(place)
            }
            place(block)
        }
        return pages
    }

    /// The room a block needs together with those it must stay with.
    private func reach(from index: Int) -> Double {
        var height = 0.0
        for block in blocks[index...] {
            height += block.height(frame.width)
            guard block.keepsWithNext else { break }
            height += block.spacing
        }
        return height
    }
}
