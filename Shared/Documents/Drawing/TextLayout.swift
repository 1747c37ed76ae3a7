internal import CPangoCairo

/// One paragraph laid out by Pango: shaped, broken into lines, measured.
///
/// Threads: Pango's manual ("Threads" in *Pango – Cairo rendering*) allows use from several threads as long as no two of
/// them touch the same object, and `pango_cairo_font_map_get_default()` is one per thread since Pango 1.32.6. A
/// `TextLayout` cannot be copied or stored (`~Copyable`, made and used inside one synchronous call) and takes its font map
/// from the thread it is made on, so each layout, context and font map is only ever touched by one thread.
struct TextLayout: ~Copyable {
    let pointer: OpaquePointer

    init(_ text: String, style: TextStyle, width: Double?) {
        let context = pango_font_map_create_context(pango_cairo_font_map_get_default())
        defer { g_object_unref(UnsafeMutableRawPointer(context)) }
        Self.prepare(context)
        guard let layout = pango_layout_new(context) else { preconditionFailure("GLib aborts when memory runs out") }
        pointer = layout
        var text = text
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { pango_layout_set_text(pointer, $0.baseAddress, Int32($0.count)) }
        }
        apply(style)
        if let width { pango_layout_set_width(pointer, Int32((max(0, width) * Double(PANGO_SCALE)).rounded())) }
    }

    deinit { g_object_unref(UnsafeMutableRawPointer(pointer)) }

    /// The width of the longest line and the height of all lines, in points.
    var size: (width: Double, height: Double) {
        var rectangle = PangoRectangle()
        pango_layout_get_extents(pointer, nil, &rectangle)
        return (Double(rectangle.width) / Double(PANGO_SCALE), Double(rectangle.height) / Double(PANGO_SCALE))
    }

    /// The distance from the top to the first line's baseline, in points.
    var baseline: Double { Double(pango_layout_get_baseline(pointer)) / Double(PANGO_SCALE) }

    // MARK: - Private

    /// One point is one unit, glyphs keep their unhinted widths: a PNG breaks its lines where the PDF does.
    private static func prepare(_ context: OpaquePointer?) {
        pango_cairo_context_set_resolution(context, 72)
        pango_context_set_language(context, pango_language_from_string("zh-cn"))
        pango_context_set_round_glyph_positions(context, 0)
        let options = cairo_font_options_create()
        defer { cairo_font_options_destroy(options) }
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
        pango_cairo_context_set_font_options(context, options)
    }

    private func apply(_ style: TextStyle) {
        let font = pango_font_description_new()
        defer { pango_font_description_free(font) }
        pango_font_description_set_family(font, style.families.joined(separator: ","))
        pango_font_description_set_absolute_size(font, style.size * Double(PANGO_SCALE))
        pango_font_description_set_weight(font, style.weight == .bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
        pango_layout_set_font_description(pointer, font)
        let attributes = pango_attr_list_new()
        defer { pango_attr_list_unref(attributes) }
        let lineHeight = Int32((style.size * style.lineHeight * Double(PANGO_SCALE)).rounded())
        pango_attr_list_insert(attributes, pango_attr_line_height_new_absolute(lineHeight))
        addSiblingFamilies(style, to: attributes)
        pango_layout_set_attributes(pointer, attributes)
        pango_layout_set_wrap(pointer, PANGO_WRAP_WORD_CHAR)
        switch style.alignment {
        case .leading: pango_layout_set_alignment(pointer, PANGO_ALIGN_LEFT)
        case .center: pango_layout_set_alignment(pointer, PANGO_ALIGN_CENTER)
        case .trailing: pango_layout_set_alignment(pointer, PANGO_ALIGN_RIGHT)
        }
        if let lines = style.maximumLines {
            pango_layout_set_height(pointer, -Int32(lines))
            pango_layout_set_ellipsize(pointer, PANGO_ELLIPSIZE_END)
        }
    }

    /// Takes some characters from sibling faces of the same collection, where they look the same: two errors of Cairo 1.16's
    /// subsetting of CID-keyed fonts are avoided by it.
    ///
    /// - Where Latin and ideographic glyphs share a subroutine with stem hints, it parses the subroutine once, loses count of
    ///   the hints, gives up and embeds all of the font's subroutines, 1 MB instead of 70 kB (seen with `IL入`).
    /// - Of 如 in the regular weight it writes an empty outline when the subset has little else.
    private func addSiblingFamilies(_ style: TextStyle, to attributes: OpaquePointer?) {
        guard let siblings = Self.siblings[style.families.first ?? ""] else { return }
        var run: (family: String, start: UInt32)?
        var offset: UInt32 = 0
        func close() {
            guard let open = run else { return }
            run = nil
            let families = ([open.family] + style.families).joined(separator: ",")
            guard let attribute = pango_attr_family_new(families) else { return }
            attribute.pointee.start_index = open.start
            attribute.pointee.end_index = offset
            pango_attr_list_insert(attributes, attribute)
        }
        for scalar in String(cString: pango_layout_get_text(pointer)).unicodeScalars {
            let family = scalar.value < 0x2000 ? siblings.latin : scalar.value == 0x5982 ? siblings.lost : nil
            if family != run?.family { close() }
            if run == nil, let family { run = (family, offset) }
            offset += UInt32(UTF8.width(scalar))
        }
        close()
    }

    private static let siblings = [
        "Noto Sans CJK SC": (latin: "Noto Sans CJK JP", lost: "Noto Sans CJK KR"),
        "Noto Sans Mono CJK SC": (latin: "Noto Sans Mono CJK JP", lost: "Noto Sans Mono CJK KR"),
    ]
}
