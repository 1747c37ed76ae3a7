internal import CPangoCairo

extension Canvas {
    /// Writes text whose first line begins at (x, y), broken into lines of `width` (nil: one line per line break), and
    /// returns the height it took.
    @discardableResult
    public func text(
        _ text: String, x: Double, y: Double, width: Double? = nil, _ style: TextStyle = TextStyle()
    ) -> Double {
        let layout = TextLayout(text, style: style, width: width)
        let size = layout.size
        var left = x
        if width == nil {
            switch style.alignment {
            case .leading: break
            case .center: left -= size.width / 2
            case .trailing: left -= size.width
            }
        }
        set(style.color)
        cairo_move_to(context, left, y)
        pango_cairo_show_layout(context, layout.pointer)
        return size.height
    }

    /// Writes text centred vertically in a box, aligned in it as the style says.
    public func text(_ text: String, in box: Box, _ style: TextStyle = TextStyle()) {
        let height = TextLayout(text, style: style, width: box.width).size.height
        self.text(text, x: box.x, y: box.y + (box.height - height) / 2, width: box.width, style)
    }

    /// Makes a rectangle of a PDF page lead to an address; does nothing in an image.
    public func link(_ address: String, in box: Box) {
        let escaped = address.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
        cairo_tag_begin(
            context, CAIRO_TAG_LINK,
            "uri='\(escaped)' rect=[\(box.x) \(box.y) \(box.width) \(box.height)]")
        cairo_tag_end(context, CAIRO_TAG_LINK)
    }
}

extension TextStyle {
    /// The size that text takes when it is broken into lines of `width` points (nil: only at line breaks).
    public func measure(_ text: String, width: Double? = nil) -> (width: Double, height: Double) {
        TextLayout(text, style: self, width: width).size
    }
}
