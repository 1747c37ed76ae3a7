/// How one or several values move over time.
public struct LineChart: Sendable {
    /// One line.
    public struct Series: Hashable, Sendable {
        /// What it stands for.
        public var name: String
        /// A value for each label of the chart; nil where there is none, which leaves a gap.
        public var values: [Double?]

        /// A line.
        public init(_ name: String, _ values: [Double?]) {
            self.name = name
            self.values = values
        }
    }

    /// The headline.
    public var title: String
    /// Period and unit.
    public var subtitle: String
    /// What stands under the points, from left to right.
    public var labels: [String]
    /// The lines, at most eight.
    public var series: [Series]

    /// A chart of given lines.
    public init(title: String = "", subtitle: String = "", labels: [String], series: [Series]) {
        self.title = title
        self.subtitle = subtitle
        self.labels = labels
        self.series = series
    }

    /// The chart, drawn to fill `width` × `height` points.
    public func drawing(width: Double = 560, height: Double = 260) -> Drawing {
        Drawing(width: width, height: height) { canvas in
            var area = ChartHeading(title: title, subtitle: subtitle).draw(on: canvas, in: canvas.bounds)
            if series.count > 1 { area = drawLegend(on: canvas, in: area) }
            let labelHeight = labels.map { ChartHeading.label.measure($0).height }.max() ?? 0
            let largest = series.flatMap(\.values).compactMap { $0 }.max() ?? 0
            let plot = ValuePlot(
                area: Box(x: area.x, y: area.y + 12, width: area.width, height: area.height - labelHeight - 20),
                scale: AxisScale(upTo: largest))
            plot.drawGrid(on: canvas)
            drawLabels(on: canvas, plot)
            plot.drawBase(on: canvas)
            for (index, line) in series.enumerated() { draw(line, .series(index), on: canvas, plot) }
            drawLastValues(on: canvas, plot)
        }
    }

    /// The chart as a PNG image, two pixels to the point.
    public func png(width: Double = 560, height: Double = 260) throws -> [UInt8] {
        try drawing(width: width, height: height).png()
    }

    // MARK: - Private

    private func drawLegend(on canvas: borrowing Canvas, in area: Box) -> Box {
        var x = area.x
        for (index, line) in series.enumerated() {
            canvas.fill(Box(x: x, y: area.y + 5, width: 14, height: 3), .series(index), radius: 1.5)
            canvas.text(line.name, x: x + 19, y: area.y, ChartHeading.label)
            x += 19 + ChartHeading.label.measure(line.name).width + 18
        }
        return Box(x: area.x, y: area.y + 18, width: area.width, height: area.height - 18)
    }

    private func drawLabels(on canvas: borrowing Canvas, _ plot: ValuePlot) {
        let pitch = pitch(plot)
        let widest = labels.map { ChartHeading.label.measure($0).width }.max() ?? 0
        // Labels that would touch are thinned out, the last one stays.
        let step = max(1, Int(((widest + 6) / max(pitch, 1)).rounded(.up)))
        for (index, label) in labels.enumerated() where (labels.count - 1 - index) % step == 0 {
            canvas.text(
                label, x: x(index, plot), y: plot.inner.bottom + 6, ChartHeading.label.aligned(.center))
        }
    }

    private func draw(_ line: Series, _ color: Color, on canvas: borrowing Canvas, _ plot: ValuePlot) {
        var stretch: [(x: Double, y: Double)] = []
        for (index, value) in line.values.enumerated() {
            if let value {
                stretch.append((x(index, plot), plot.y(value)))
            } else {
                canvas.polyline(stretch, color)
                stretch = []
            }
        }
        canvas.polyline(stretch, color)
        for (index, value) in line.values.enumerated() {
            guard let value else { continue }
            canvas.disc(x: x(index, plot), y: plot.y(value), radius: 4, .white)
            canvas.disc(x: x(index, plot), y: plot.y(value), radius: 2.8, color)
        }
    }

    /// Writes each line's last value beside its last point; numbers that would overlap move apart, downwards.
    private func drawLastValues(on canvas: borrowing Canvas, _ plot: ValuePlot) {
        let ends = series.enumerated().compactMap { index, line -> (color: Color, x: Double, value: Double)? in
            guard let last = line.values.lastIndex(where: { $0 != nil }), let value = line.values[last] else {
                return nil
            }
            return (.series(index), x(last, plot), value)
        }
        var free = -Double.infinity
        for end in ends.sorted(by: { $0.value > $1.value }) {
            let style = TextStyle(size: 9.5, weight: .bold, color: end.color, lineHeight: 1.35)
            let top = max(plot.y(end.value) - 6.5, free)
            canvas.text(ChartNumber.grouped(end.value), x: end.x + 8, y: top, style)
            free = top + 13
        }
    }

    private func pitch(_ plot: ValuePlot) -> Double { plot.inner.width / Double(max(1, labels.count)) }

    private func x(_ index: Int, _ plot: ValuePlot) -> Double { plot.inner.x + (Double(index) + 0.5) * pitch(plot) }
}
