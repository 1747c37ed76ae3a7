internal import CPangoCairo

/// A picture of a fixed size, drawn anew wherever it is needed: into a PNG, onto a page of a PDF, or inside another drawing.
public struct Drawing: Sendable {
    /// The width in points.
    public let width: Double
    /// The height in points.
    public let height: Double
    let body: @Sendable (borrowing Canvas) throws -> Void

    /// A drawing of `width` × `height` points.
    public init(width: Double, height: Double, _ body: @escaping @Sendable (borrowing Canvas) throws -> Void) {
        self.width = width
        self.height = height
        self.body = body
    }

    /// An A4 page, 210 × 297 mm.
    public static func a4(_ body: @escaping @Sendable (borrowing Canvas) throws -> Void) -> Drawing {
        Drawing(width: 595.276, height: 841.89, body)
    }

    /// The drawing as a PNG image on white, `scale` pixels to the point.
    public func png(scale: Double = 2) throws -> [UInt8] {
        let surface = cairo_image_surface_create(
            CAIRO_FORMAT_RGB24, Int32((width * scale).rounded(.up)), Int32((height * scale).rounded(.up)))
        defer { cairo_surface_destroy(surface) }
        try check(cairo_surface_status(surface))
        guard let context = cairo_create(surface) else { throw DocumentError.drawing("no context") }
        defer { cairo_destroy(context) }
        cairo_set_source_rgb(context, 1, 1, 1)
        cairo_paint(context)
        cairo_scale(context, scale, scale)
        try render(on: context)
        cairo_surface_flush(surface)
        let sink = ByteSink()
        let status = withExtendedLifetime(sink) {
            cairo_surface_write_to_png_stream(
                surface,
                { closure, data, count in
                    ByteSink.from(closure).append(data, count: Int(count))
                    return CAIRO_STATUS_SUCCESS
                }, Unmanaged.passUnretained(sink).toOpaque())
        }
        try check(status)
        return sink.bytes
    }

    func render(on context: OpaquePointer) throws {
        try body(Canvas(context: context, width: width, height: height))
        try check(cairo_status(context))
    }
}

func check(_ status: cairo_status_t) throws(DocumentError) {
    guard status == CAIRO_STATUS_SUCCESS else { throw .drawing(reason(status)) }
}
