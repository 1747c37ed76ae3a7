extension QRCode {
    /// The number of modules on a side with the light border.
    private var outerSize: Int { size + 2 * Self.quietZone }

    /// The code with its border as a PNG image, each module `module` pixels wide.
    public func png(module: Int = 8) throws -> [UInt8] {
        let side = Double(outerSize)
        return try Drawing(width: side, height: side) { canvas in
            canvas.qrCode(self, x: 0, y: 0, side: side)
        }.png(scale: Double(module))
    }

    /// The code with its border as an SVG element that scales with its container; `label` is read out by screen readers.
    public func svg(label: String = "QR code") -> String {
        let zone = Self.quietZone
        let path = runs.map { "M\($0.column + zone) \($0.row + zone)h\($0.length)v1h-\($0.length)z" }.joined()
        let title = label.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(outerSize) \(outerSize)" role="img" \
            aria-label="\(title)" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h\(outerSize)v\(outerSize)H0z"/>\
            <path d="\(path)"/></svg>
            """
    }
}
