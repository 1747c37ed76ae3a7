internal import CPangoCairo

/// What one draws on: a page of a PDF or a PNG image, measured in points from the top left corner.
///
/// A canvas is lent to the closure of a `Drawing` and cannot be copied or kept, so the Cairo context behind it stays on one
/// thread and is never used after it is destroyed.
public struct Canvas: ~Copyable {
    let context: OpaquePointer
    /// The width in points.
    public let width: Double
    /// The height in points.
    public let height: Double

    init(context: OpaquePointer, width: Double, height: Double) {
        self.context = context
        self.width = width
        self.height = height
    }

    /// The whole canvas.
    public var bounds: Box { Box(x: 0, y: 0, width: width, height: height) }

    /// Fills a rectangle, its corners rounded by `radius`.
    public func fill(_ box: Box, _ color: Color, radius: Double = 0) {
        outline(box, radius)
        set(color)
        cairo_fill(context)
    }

    /// Draws a rectangle's border, centred on its edge.
    public func stroke(_ box: Box, _ color: Color, lineWidth: Double = 0.75, radius: Double = 0) {
        outline(box, radius)
        stroke(color, lineWidth)
    }

    /// Draws a straight line. `dashes` are the lengths of strokes and gaps, in turn.
    public func line(
        from start: (x: Double, y: Double), to end: (x: Double, y: Double), _ color: Color = .line,
        lineWidth: Double = 0.75, dashes: [Double] = []
    ) {
        cairo_set_dash(context, dashes, Int32(dashes.count), 0)
        cairo_move_to(context, start.x, start.y)
        cairo_line_to(context, end.x, end.y)
        stroke(color, lineWidth)
        cairo_set_dash(context, [], 0, 0)
    }

    /// Draws a line through points, its corners and ends round.
    public func polyline(_ points: [(x: Double, y: Double)], _ color: Color, lineWidth: Double = 2) {
        guard let first = points.first else { return }
        cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
        cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND)
        cairo_move_to(context, first.x, first.y)
        for point in points.dropFirst() { cairo_line_to(context, point.x, point.y) }
        stroke(color, lineWidth)
        cairo_set_line_cap(context, CAIRO_LINE_CAP_BUTT)
    }

    /// Fills the area that points enclose.
    public func polygon(_ points: [(x: Double, y: Double)], _ color: Color) {
        guard let first = points.first else { return }
        cairo_move_to(context, first.x, first.y)
        for point in points.dropFirst() { cairo_line_to(context, point.x, point.y) }
        cairo_close_path(context)
        set(color)
        cairo_fill(context)
    }

    /// Fills a disc.
    public func disc(x: Double, y: Double, radius: Double, _ color: Color) {
        cairo_new_sub_path(context)
        cairo_arc(context, x, y, radius, 0, 2 * .pi)
        set(color)
        cairo_fill(context)
    }

    /// Fills a part of a ring: from one turn to another, clockwise from twelve o'clock, a whole turn being 1.
    public func ring(
        x: Double, y: Double, inner: Double, outer: Double, turns: Range<Double>, _ color: Color
    ) {
        let start = (turns.lowerBound - 0.25) * 2 * .pi
        let end = (turns.upperBound - 0.25) * 2 * .pi
        cairo_new_sub_path(context)
        cairo_arc(context, x, y, outer, start, end)
        cairo_arc_negative(context, x, y, inner, end, start)
        cairo_close_path(context)
        set(color)
        cairo_fill(context)
    }

    // MARK: - Private

    func set(_ color: Color) {
        cairo_set_source_rgba(context, color.red, color.green, color.blue, color.alpha)
    }

    private func stroke(_ color: Color, _ lineWidth: Double) {
        set(color)
        cairo_set_line_width(context, lineWidth)
        cairo_stroke(context)
    }

    private func outline(_ box: Box, _ radius: Double) {
        let radius = min(radius, box.width / 2, box.height / 2)
        guard radius > 0 else {
            cairo_rectangle(context, box.x, box.y, box.width, box.height)
            return
        }
        cairo_new_sub_path(context)
        cairo_arc(context, box.right - radius, box.y + radius, radius, -.pi / 2, 0)
        cairo_arc(context, box.right - radius, box.bottom - radius, radius, 0, .pi / 2)
        cairo_arc(context, box.x + radius, box.bottom - radius, radius, .pi / 2, .pi)
        cairo_arc(context, box.x + radius, box.y + radius, radius, .pi, 1.5 * .pi)
        cairo_close_path(context)
    }
}
