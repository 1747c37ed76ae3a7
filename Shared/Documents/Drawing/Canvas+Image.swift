internal import CPangoCairo

extension Canvas {
    /// Draws another drawing with its top left corner at (x, y), scaled to `width` where that is given. Nothing of it is
    /// seen outside its own bounds.
    public func draw(_ drawing: Drawing, x: Double, y: Double, width: Double? = nil) throws {
        cairo_save(context)
        defer { cairo_restore(context) }
        cairo_translate(context, x, y)
        if let width, drawing.width > 0 {
            cairo_scale(context, width / drawing.width, width / drawing.width)
        }
        cairo_rectangle(context, 0, 0, drawing.width, drawing.height)
        cairo_clip(context)
        let part = Canvas(context: context, width: drawing.width, height: drawing.height)
        try drawing.body(part)
    }

    /// Draws a PNG image, stretched to fill a box.
    public func image(png bytes: [UInt8], in box: Box) throws {
        let source = ByteSource(bytes)
        let surface = withExtendedLifetime(source) {
            cairo_image_surface_create_from_png_stream(
                { closure, target, count in
                    ByteSource.from(closure).read(into: target, count: Int(count))
                        ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_READ_ERROR
                }, Unmanaged.passUnretained(source).toOpaque())
        }
        defer { cairo_surface_destroy(surface) }
        let status = cairo_surface_status(surface)
        guard status == CAIRO_STATUS_SUCCESS else { throw DocumentError.notAnImage(reason(status)) }
        let width = Double(cairo_image_surface_get_width(surface))
        let height = Double(cairo_image_surface_get_height(surface))
        cairo_save(context)
        defer { cairo_restore(context) }
        cairo_translate(context, box.x, box.y)
        cairo_scale(context, box.width / width, box.height / height)
        cairo_set_source_surface(context, surface, 0, 0)
        cairo_paint(context)
    }

    /// Draws a QR code with its light border (4 modules) into the square at (x, y).
    public func qrCode(_ code: QRCode, x: Double, y: Double, side: Double, _ color: Color = .init(0)) {
        let module = side / Double(code.size + 2 * QRCode.quietZone)
        fill(Box(x: x, y: y, width: side, height: side), .white)
        cairo_save(context)
        defer { cairo_restore(context) }
        // Edges of neighbouring modules must not blend into grey seams.
        cairo_set_antialias(context, CAIRO_ANTIALIAS_NONE)
        set(color)
        for run in code.runs {
            cairo_rectangle(
                context, x + Double(run.column + QRCode.quietZone) * module,
                y + Double(run.row + QRCode.quietZone) * module, Double(run.length) * module, module)
        }
        cairo_fill(context)
    }
}

/// Cairo's own words for a status.
func reason(_ status: cairo_status_t) -> String {
    String(cString: cairo_status_to_string(status))
}
