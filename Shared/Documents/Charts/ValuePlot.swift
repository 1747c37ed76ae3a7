/// The area above a value axis: faint lines at round numbers, their numbers at the left.
struct ValuePlot {
    let area: Box
    let scale: AxisScale

    private static let number = TextStyle(size: 8.5, color: .muted, alignment: .trailing, lineHeight: 1.2)

    private var axisWidth: Double {
        (scale.ticks.map { Self.number.measure(ChartNumber.grouped($0)).width }.max() ?? 0) + 8
    }

    /// Where the values are drawn, right of the axis numbers.
    var inner: Box { Box(x: area.x + axisWidth, y: area.y, width: area.width - axisWidth, height: area.height) }

    /// The height at which a value lies.
    func y(_ value: Double) -> Double { area.bottom - scale.fraction(value) * area.height }

    func drawGrid(on canvas: borrowing Canvas) {
        for tick in scale.ticks {
            let y = y(tick)
            canvas.line(from: (inner.x, y), to: (inner.right, y), Color(0xE6EBEF), lineWidth: 0.6)
            let label = Box(x: area.x, y: y - 7, width: axisWidth - 8, height: 14)
            canvas.text(ChartNumber.grouped(tick), in: label, Self.number)
        }
    }

    func drawBase(on canvas: borrowing Canvas) {
        canvas.line(from: (inner.x, inner.bottom), to: (inner.right, inner.bottom), Color(0x8A96A3), lineWidth: 0.9)
    }

    /// A dashed line at a value; its label sits above the line's right end.
    func drawReference(_ reference: (label: String, value: Double), on canvas: borrowing Canvas) {
        let y = y(reference.value)
        canvas.line(from: (inner.x, y), to: (inner.right, y), .alert, lineWidth: 1, dashes: [4, 3])
        let style = TextStyle(size: 8.5, color: .alert, lineHeight: 1.2)
        let width = style.measure(reference.label).width
        let box = Box(x: inner.right - width - 6, y: y - 13.5, width: width + 6, height: 12)
        canvas.fill(box, .white.opacity(0.85), radius: 2)
        canvas.text(reference.label, in: box.inset(3, 0), style)
    }
}
