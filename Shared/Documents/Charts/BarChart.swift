/// Values side by side: lying bars for named things, standing columns for days.
public struct BarChart: Sendable {
    /// Which way the bars grow.
    public enum Orientation: Sendable {
        /// To the right, one row each; room for long names.
        case horizontal
        /// Upwards, one column each.
        case vertical
    }

    /// One bar.
    public struct Bar: Hashable, Sendable {
        /// What it stands for; two lines are possible under a column.
        public var label: String
        /// Its length.
        public var value: Double
        /// What is written beside the value, such as a share.
        public var note: String
        /// Nil for the chart's own colour.
        public var color: Color?

        /// A bar.
        public init(_ label: String, _ value: Double, note: String = "", color: Color? = nil) {
            self.label = label
            self.value = value
            self.note = note
            self.color = color
        }
    }

    /// The headline; say what the figure shows.
    public var title: String
    /// Period and unit.
    public var subtitle: String
    /// The bars in the order they are shown.
    public var bars: [Bar]
    /// Which way they grow.
    public var orientation: Orientation
    /// The colour of bars that have none of their own.
    public var color: Color
    /// A dashed line across columns with its label, such as the mean.
    public var reference: (label: String, value: Double)?

    /// A chart of given bars.
    public init(
        title: String = "", subtitle: String = "", bars: [Bar], orientation: Orientation = .horizontal,
        color: Color = .series(0), reference: (label: String, value: Double)? = nil
    ) {
        self.title = title
        self.subtitle = subtitle
        self.bars = bars
        self.orientation = orientation
        self.color = color
        self.reference = reference
    }

    /// The chart, drawn to fill `width` × `height` points.
    public func drawing(width: Double = 560, height: Double = 280) -> Drawing {
        Drawing(width: width, height: height) { canvas in
            let area = ChartHeading(title: title, subtitle: subtitle).draw(on: canvas, in: canvas.bounds)
            switch orientation {
            case .horizontal: drawRows(on: canvas, in: area)
            case .vertical: drawColumns(on: canvas, in: area)
            }
        }
    }

    /// The chart as a PNG image, two pixels to the point.
    public func png(width: Double = 560, height: Double = 280) throws -> [UInt8] {
        try drawing(width: width, height: height).png()
    }

    // MARK: - Private

    private func drawRows(on canvas: borrowing Canvas, in area: Box) {
        let names = ChartHeading.label.limited(to: 1)
        let values = TextStyle(size: 9.5, weight: .bold, lineHeight: 1.35)
        let nameWidth = min(area.width * 0.36, (bars.map { names.measure($0.label).width }.max() ?? 0) + 2)
        let valueWidth = bars.map { values.measure(text(of: $0)).width + noteWidth(of: $0) }.max() ?? 0
        let largest = bars.map(\.value).max() ?? 0
        let pitch = min(34, area.height / Double(max(1, bars.count)))
        let thickness = min(18, pitch * 0.62)
        let track = Box(
            x: area.x + nameWidth + 10, y: 0, width: max(1, area.width - nameWidth - 20 - valueWidth), height: 0)
        for (index, bar) in bars.enumerated() {
            let row = Box(x: area.x, y: area.y + Double(index) * pitch, width: area.width, height: pitch)
            canvas.text(bar.label, in: Box(x: row.x, y: row.y, width: nameWidth, height: pitch), names)
            let length = largest > 0 ? max(bar.value > 0 ? 1 : 0, track.width * bar.value / largest) : 0
            let y = row.y + (pitch - thickness) / 2
            if length > 0 {
                let box = Box(x: track.x, y: y, width: length, height: thickness)
                canvas.fill(box, bar.color ?? color, radius: 2)
            }
            let start = track.x + length + 8
            let width = values.measure(text(of: bar)).width
            canvas.text(text(of: bar), in: Box(x: start, y: row.y, width: width + 1, height: pitch), values)
            let note = Box(x: start + width + 6, y: row.y, width: noteWidth(of: bar) + 1, height: pitch)
            canvas.text(bar.note, in: note, ChartHeading.note)
        }
    }

    private func text(of bar: Bar) -> String { ChartNumber.grouped(bar.value) }

    private func noteWidth(of bar: Bar) -> Double {
        bar.note.isEmpty ? 0 : ChartHeading.note.measure(bar.note).width + 6
    }

    private func drawColumns(on canvas: borrowing Canvas, in area: Box) {
        let labelHeight = bars.map { ChartHeading.label.measure($0.label).height }.max() ?? 0
        let largest = max(bars.map(\.value).max() ?? 0, reference?.value ?? 0)
        let plot = ValuePlot(
            area: Box(x: area.x, y: area.y + 14, width: area.width, height: area.height - labelHeight - 22),
            scale: AxisScale(upTo: largest))
        plot.drawGrid(on: canvas)
        if let reference { plot.drawReference(reference, on: canvas) }
        let pitch = plot.inner.width / Double(max(1, bars.count))
        let thickness = min(46, pitch * 0.58)
        let label = ChartHeading.label.aligned(.center)
        let value = TextStyle(size: 9.5, weight: .bold, alignment: .center, lineHeight: 1.35)
        for (index, bar) in bars.enumerated() {
            let x = plot.inner.x + Double(index) * pitch
            let top = plot.y(bar.value)
            let column = Box(x: x + (pitch - thickness) / 2, y: top, width: thickness, height: plot.inner.bottom - top)
            if bar.value > 0 { canvas.fill(column, bar.color ?? color, radius: 2) }
            let number = value.measure(text(of: bar)).width + 4
            canvas.fill(Box(x: x + (pitch - number) / 2, y: top - 14, width: number, height: 12), .white.opacity(0.85))
            canvas.text(text(of: bar), x: x, y: top - 15, width: pitch, value)
            canvas.text(bar.label, x: x, y: plot.inner.bottom + 7, width: pitch, label)
        }
        plot.drawBase(on: canvas)
    }
}
