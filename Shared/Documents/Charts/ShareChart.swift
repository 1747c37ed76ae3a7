import Foundation

/// The parts of a whole, as one stacked bar or as a ring, with a legend that gives the numbers.
public struct ShareChart: Sendable {
    /// How the parts are shown.
    public enum Form: Sendable {
        /// One bar cut into parts, the legend below.
        case bar
        /// A ring, the legend beside it.
        case ring
    }

    /// One part.
    public struct Part: Hashable, Sendable {
        /// What it stands for.
        public var label: String
        /// Its size; the whole is the sum of all.
        public var value: Double
        /// What the legend says after the value, such as `47.09 %`: written as given, never computed here.
        public var note: String

        /// A part.
        public init(_ label: String, _ value: Double, note: String = "") {
            self.label = label
            self.value = value
            self.note = note
        }
    }

    /// The headline.
    public var title: String
    /// Period and unit.
    public var subtitle: String
    /// The parts, in the order of the legend.
    public var parts: [Part]
    /// Bar or ring.
    public var form: Form
    /// What stands inside the ring under the sum, such as 件.
    public var unit: String

    /// A chart of given parts.
    public init(
        title: String = "", subtitle: String = "", parts: [Part], form: Form = .ring, unit: String = ""
    ) {
        self.title = title
        self.subtitle = subtitle
        self.parts = parts
        self.form = form
        self.unit = unit
    }

    /// The chart, drawn to fill `width` × `height` points.
    public func drawing(width: Double = 560, height: Double = 240) -> Drawing {
        Drawing(width: width, height: height) { canvas in
            let area = ChartHeading(title: title, subtitle: subtitle).draw(on: canvas, in: canvas.bounds)
            switch form {
            case .bar: drawBar(on: canvas, in: area)
            case .ring: drawRing(on: canvas, in: area)
            }
        }
    }

    /// The chart as a PNG image, two pixels to the point.
    public func png(width: Double = 560, height: Double = 240) throws -> [UInt8] {
        try drawing(width: width, height: height).png()
    }

    // MARK: - Private

    private var whole: Double { parts.reduce(0) { $0 + $1.value } }

    private func drawRing(on canvas: borrowing Canvas, in area: Box) {
        let diameter = min(area.height, area.width * 0.42)
        let center = (x: area.x + diameter / 2 + 4, y: area.y + area.height / 2)
        let outer = diameter / 2
        canvas.ring(x: center.x, y: center.y, inner: outer * 0.62, outer: outer, turns: 0..<1, .wash)
        var turn = 0.0
        for (index, part) in parts.enumerated() where whole > 0 && part.value > 0 {
            let next = turn + part.value / whole
            canvas.ring(x: center.x, y: center.y, inner: outer * 0.62, outer: outer, turns: turn..<next, .series(index))
            turn = next
        }
        drawGaps(on: canvas, center: center, radius: outer)
        let sum = TextStyle(size: min(22, outer * 0.3), weight: .bold, alignment: .center, lineHeight: 1.2)
        let shift = unit.isEmpty ? sum.size * 0.6 : sum.size * 0.95
        canvas.text(ChartNumber.grouped(whole), x: center.x, y: center.y - shift, sum)
        canvas.text(unit, x: center.x, y: center.y + sum.size * 0.3, ChartHeading.note.aligned(.center))
        let room = area.width - diameter - 36
        let legend = Box(x: area.x + diameter + 36, y: area.y, width: min(room, 270), height: area.height)
        drawLegendRows(on: canvas, in: legend)
    }

    /// White lines between the parts keep neighbours apart without colour.
    private func drawGaps(on canvas: borrowing Canvas, center: (x: Double, y: Double), radius: Double) {
        guard parts.filter({ $0.value > 0 }).count > 1 else { return }
        var turn = 0.0
        for part in parts where part.value > 0 {
            let angle = (turn - 0.25) * 2 * .pi
            let (x, y) = (cos(angle), sin(angle))
            canvas.line(
                from: (center.x + 0.6 * radius * x, center.y + 0.6 * radius * y),
                to: (center.x + 1.02 * radius * x, center.y + 1.02 * radius * y), .white, lineWidth: 1)
            turn += part.value / whole
        }
    }

    private func drawLegendRows(on canvas: borrowing Canvas, in box: Box) {
        let pitch = min(26, box.height / Double(max(1, parts.count)))
        let top = box.y + (box.height - pitch * Double(parts.count)) / 2
        let value = TextStyle(size: 9.5, weight: .bold, alignment: .trailing, lineHeight: 1.35)
        for (index, part) in parts.enumerated() {
            let y = top + Double(index) * pitch
            canvas.fill(Box(x: box.x, y: y + pitch / 2 - 5, width: 10, height: 10), .series(index), radius: 2)
            let label = Box(x: box.x + 18, y: y, width: box.width - 148, height: pitch)
            canvas.text(part.label, in: label, ChartHeading.label.limited(to: 1))
            let number = Box(x: box.right - 128, y: y, width: 64, height: pitch)
            canvas.text(ChartNumber.grouped(part.value), in: number, value)
            let note = Box(x: box.right - 60, y: y, width: 60, height: pitch)
            canvas.text(part.note, in: note, ChartHeading.note.aligned(.trailing))
        }
    }

    private func drawBar(on canvas: borrowing Canvas, in area: Box) {
        let height = min(34, area.height * 0.4)
        let track = Box(x: area.x, y: area.y, width: area.width, height: height)
        canvas.fill(track, .wash, radius: 3)
        var x = track.x
        for (index, part) in parts.enumerated() where whole > 0 && part.value > 0 {
            let width = track.width * part.value / whole
            // A white gap keeps neighbours apart without colour.
            canvas.fill(Box(x: x, y: track.y, width: max(0.5, width - 1), height: height), .series(index))
            x += width
        }
        drawLegendLine(on: canvas, in: Box(x: area.x, y: track.bottom + 10, width: area.width, height: 0))
    }

    private func drawLegendLine(on canvas: borrowing Canvas, in box: Box) {
        let value = TextStyle(size: 9.5, weight: .bold, lineHeight: 1.35)
        var (x, y) = (box.x, box.y)
        for (index, part) in parts.enumerated() {
            let number = ChartNumber.grouped(part.value)
            let widths = (
                ChartHeading.label.measure(part.label).width, value.measure(number).width,
                part.note.isEmpty ? 0 : ChartHeading.note.measure(part.note).width + 5
            )
            let width = 16 + widths.0 + 6 + widths.1 + widths.2
            if x > box.x, x + width > box.right { (x, y) = (box.x, y + 18) }
            canvas.fill(Box(x: x, y: y + 2, width: 10, height: 10), .series(index), radius: 2)
            canvas.text(part.label, x: x + 16, y: y, ChartHeading.label)
            canvas.text(number, x: x + 22 + widths.0, y: y, value)
            canvas.text(part.note, x: x + 27 + widths.0 + widths.1, y: y, ChartHeading.note)
            x += width + 20
        }
    }
}
