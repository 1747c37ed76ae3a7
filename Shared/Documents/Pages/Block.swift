/// A piece of a text that flows over pages: it knows how high it is for a width, and draws itself at a place.
public struct Block: Sendable {
    /// The height for a given width, in points.
    public var height: @Sendable (Double) -> Double
    /// Draws into a box of that height.
    public var draw: @Sendable (borrowing Canvas, Box) throws -> Void
    /// Empty space after the block, unless it ends a page.
    public var spacing: Double
    /// Whether it must not be the last on its page, as headings must not.
    public var keepsWithNext: Bool
    /// What is repeated above it when it begins a page, as the head of a table is.
    public var continuation: [Block]

    /// A block by its measure and its drawing.
    public init(
        spacing: Double = 0, keepsWithNext: Bool = false, continuation: [Block] = [],
        height: @escaping @Sendable (Double) -> Double,
        draw: @escaping @Sendable (borrowing Canvas, Box) throws -> Void
    ) {
        self.height = height
        self.draw = draw
        self.spacing = spacing
        self.keepsWithNext = keepsWithNext
        self.continuation = continuation
    }

    /// A paragraph.
    public static func text(
        _ text: String, _ style: TextStyle = TextStyle(), spacing: Double = 6, keepsWithNext: Bool = false
    ) -> Block {
        Block(spacing: spacing, keepsWithNext: keepsWithNext) {
            style.measure(text, width: $0).height
        } draw: {
            $0.text(text, x: $1.x, y: $1.y, width: $1.width, style)
        }
    }

    /// A drawing, scaled to the width of the page.
    public static func drawing(_ drawing: Drawing, spacing: Double = 12) -> Block {
        Block(spacing: spacing) {
            drawing.height * $0 / drawing.width
        } draw: {
            try $0.draw(drawing, x: $1.x, y: $1.y, width: $1.width)
        }
    }

    /// A hairline.
    public static func rule(_ color: Color = .line, spacing: Double = 8) -> Block {
        Block(spacing: spacing, height: { _ in 0.75 }) {
            $0.line(from: ($1.x, $1.y), to: ($1.right, $1.y), color)
        }
    }

    /// Empty space.
    public static func space(_ height: Double) -> Block { Block(height: { _ in height }, draw: { _, _ in }) }
}
