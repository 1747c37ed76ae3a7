/// How a piece of text looks.
public struct TextStyle: Hashable, Sendable {
    /// The strokes' weight.
    public enum Weight: Hashable, Sendable {
        /// Body text.
        case regular
        /// Headings and figures.
        case bold
    }

    /// Where lines begin and end inside the given width.
    public enum Alignment: Hashable, Sendable {
        /// Flush with the left edge.
        case leading
        /// Centred.
        case center
        /// Flush with the right edge, as numbers are.
        case trailing
    }

    /// The em size in points.
    public var size: Double
    /// The weight.
    public var weight: Weight
    /// The colour.
    public var color: Color
    /// The alignment.
    public var alignment: Alignment
    /// The distance of lines, as a multiple of the size.
    public var lineHeight: Double
    /// At most so many lines; the rest becomes an ellipsis. Nil for no limit.
    public var maximumLines: Int?
    /// Font families in order of preference, the first that has a glyph wins.
    public var families: [String]

    /// A style; what is left out is body text.
    public init(
        size: Double = 10, weight: Weight = .regular, color: Color = .ink, alignment: Alignment = .leading,
        lineHeight: Double = 1.5, maximumLines: Int? = nil, families: [String] = TextStyle.sans
    ) {
        self.size = size
        self.weight = weight
        self.color = color
        self.alignment = alignment
        self.lineHeight = lineHeight
        self.maximumLines = maximumLines
        self.families = families
    }

    /// The default families: Noto for Chinese and Latin, then whatever fontconfig finds (Mongolian, symbols).
    public static let sans = ["Noto Sans CJK SC", "Noto Sans", "DejaVu Sans", "sans-serif"]
    /// Families whose characters all have one width, for codes.
    public static let monospaced = ["Noto Sans Mono CJK SC", "DejaVu Sans Mono", "monospace"]

    /// The style with another alignment.
    public func aligned(_ alignment: Alignment) -> TextStyle {
        var copy = self
        copy.alignment = alignment
        return copy
    }

    /// The style in another colour.
    public func colored(_ color: Color) -> TextStyle {
        var copy = self
        copy.color = color
        return copy
    }

    /// The style cut after so many lines.
    public func limited(to lines: Int) -> TextStyle {
        var copy = self
        copy.maximumLines = lines
        return copy
    }
}
