import Foundation

/// Courses as two panels of lines over time: messages a second, and bytes on disk.
struct Plot {
    let title: String
    let courses: [Course]
    /// When the conditions changed, in seconds.
    let change: Double

    private static let width = 720.0
    private static let height = 260.0
    private static let margin = 70.0
    private static let colors = ["#0b6e4f", "#c8553d"]

    var svg: String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(Self.width + 2 * Self.margin)) 720" \
        font-family="sans-serif" font-size="14">
        <rect width="100%" height="100%" fill="white"/>
        <text x="\(Self.margin)" y="30" font-size="18">\(title)</text>
        \(legend)
        \(panel(at: 80, "messages a second") { $0.rate })
        \(panel(at: 410, "megabytes on disk") { $0.bytes / 1_000_000 })
        </svg>

        """
    }

    // MARK: - Private

    private var legend: String {
        zip(courses, Self.colors).enumerated().map { index, pair in
            let x = Self.margin + Double(index) * 220
            return """
                <line x1="\(x)" y1="50" x2="\(x + 30)" y2="50" stroke="\(pair.1)" stroke-width="3"/>\
                <text x="\(x + 38)" y="55">\(pair.0.name)</text>
                """
        }.joined(separator: "\n")
    }

    private var last: Double { courses.flatMap(\.points).map(\.time).max() ?? 1 }

    private func panel(at top: Double, _ label: String, _ value: (Course.Point) -> Double) -> String {
        let most = Self.round(courses.flatMap(\.points).map(value).max() ?? 1)
        func x(_ time: Double) -> Double { Self.margin + time / last * Self.width }
        func y(_ value: Double) -> Double { top + Self.height - value / most * Self.height }
        let grid = (0...4).map { step in
            let at = most * Double(step) / 4
            return """
                <line x1="\(x(0))" y1="\(y(at))" x2="\(x(last))" y2="\(y(at))" stroke="#ddd"/>\
                <text x="\(x(0) - 8)" y="\(y(at) + 5)" text-anchor="end">\(Self.text(at))</text>
                """
        }
        let times = (0...6).map { step in
            let at = last * Double(step) / 6
            return """
                <text x="\(x(at))" y="\(top + Self.height + 20)" text-anchor="middle">\
                \(String(format: "%.1f min", at / 60))</text>
                """
        }
        let lines = zip(courses, Self.colors).map { course, color in
            let points = course.points.map { String(format: "%.1f,%.1f", x($0.time), y(value($0))) }
            return """
                <polyline points="\(points.joined(separator: " "))" fill="none" stroke="\(color)" stroke-width="2"/>
                """
        }
        let mark = """
            <line x1="\(x(change))" y1="\(top)" x2="\(x(change))" y2="\(top + Self.height)" stroke="#666" \
            stroke-dasharray="4 4"/>
            """
        let name = "<text x=\"\(x(0))\" y=\"\(top - 8)\">\(label)</text>"
        return (grid + times + [mark, name] + lines).joined(separator: "\n")
    }

    /// The next number above with one digit, so that the grid has round ones.
    private static func round(_ value: Double) -> Double {
        let unit = pow(10, floor(log10(Swift.max(value, 1))))
        return (value / unit).rounded(.up) * unit
    }

    private static func text(_ value: Double) -> String {
        value >= 10_000 ? String(format: "%.0fk", value / 1000) : String(format: "%.0f", value)
    }
}
