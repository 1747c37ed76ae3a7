internal import CPangoCairo
public import Foundation

/// A PDF: pages and what a reader shows about them. The fonts in use are embedded as subsets.
///
/// The same pages and properties give the same bytes.
public struct PDFDocument: Sendable {
    /// The title, shown in the window's title bar.
    public var title: String
    /// Who made it.
    public var author: String
    /// What it is about.
    public var subject: String
    /// The creation date in its properties; given by the caller so that a document can be reproduced.
    public var created: Date
    /// The pages, each of its own size.
    public var pages: [Drawing]

    /// A document of given pages.
    public init(title: String, author: String = "", subject: String = "", created: Date, pages: [Drawing]) {
        self.title = title
        self.author = author
        self.subject = subject
        self.created = created
        self.pages = pages
    }

    /// The file's bytes.
    public func bytes() throws -> [UInt8] {
        let sink = ByteSink()
        try withExtendedLifetime(sink) {
            let surface = cairo_pdf_surface_create_for_stream(
                { closure, data, count in
                    ByteSink.from(closure).append(data, count: Int(count))
                    return CAIRO_STATUS_SUCCESS
                }, Unmanaged.passUnretained(sink).toOpaque(), pages.first?.width ?? 1, pages.first?.height ?? 1)
            defer { cairo_surface_destroy(surface) }
            try check(cairo_surface_status(surface))
            describe(surface)
            try draw(on: surface)
            cairo_surface_finish(surface)
            try check(cairo_surface_status(surface))
        }
        return sink.bytes
    }

    // MARK: - Private

    private func draw(on surface: OpaquePointer?) throws {
        guard let context = cairo_create(surface) else { throw DocumentError.drawing("no context") }
        defer { cairo_destroy(context) }
        for page in pages {
            cairo_pdf_surface_set_size(surface, page.width, page.height)
            cairo_save(context)
            try page.render(on: context)
            cairo_restore(context)
            cairo_show_page(context)
        }
    }

    private func describe(_ surface: OpaquePointer?) {
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, author)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, subject)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Bangban")
        // Without a date Cairo would write the present time. It takes ISO 8601.
        let date = Date(timeIntervalSince1970: created.timeIntervalSince1970.rounded(.down)).ISO8601Format()
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, date)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, date)
    }
}
