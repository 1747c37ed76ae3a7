/// The title and subtitle that every chart begins with, flush left above the figure.
struct ChartHeading {
    static let title = TextStyle(size: 13, weight: .bold, lineHeight: 1.4, maximumLines: 1)
    static let subtitle = TextStyle(size: 9.5, color: .muted, lineHeight: 1.45, maximumLines: 1)
    static let label = TextStyle(size: 9.5, color: .ink, lineHeight: 1.35)
    static let note = TextStyle(size: 9, color: .muted, lineHeight: 1.35)

    let title: String
    let subtitle: String

    /// Draws the heading and returns what is left for the figure.
    func draw(on canvas: borrowing Canvas, in box: Box) -> Box {
        var top = box.y
        if !title.isEmpty { top += canvas.text(title, x: box.x, y: top, width: box.width, Self.title) }
        if !subtitle.isEmpty { top += canvas.text(subtitle, x: box.x, y: top, width: box.width, Self.subtitle) }
        if top > box.y { top += 12 }
        return Box(x: box.x, y: top, width: box.width, height: box.bottom - top)
    }
}
