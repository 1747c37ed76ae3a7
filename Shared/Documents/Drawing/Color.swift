/// A colour with transparency, its parts from 0 to 1 (sRGB).
public struct Color: Hashable, Sendable {
    /// Red.
    public var red: Double
    /// Green.
    public var green: Double
    /// Blue.
    public var blue: Double
    /// Opacity: 0 is invisible.
    public var alpha: Double

    /// A colour as in CSS: `Color(0x0072B2)`.
    public init(_ hex: UInt32, alpha: Double = 1) {
        red = Double(hex >> 16 & 0xFF) / 255
        green = Double(hex >> 8 & 0xFF) / 255
        blue = Double(hex & 0xFF) / 255
        self.alpha = alpha
    }

    /// The same colour, more transparent.
    public func opacity(_ alpha: Double) -> Color {
        var copy = self
        copy.alpha *= alpha
        return copy
    }

    /// Paper.
    public static let white = Color(0xFFFFFF)
    /// Body text.
    public static let ink = Color(0x1B2733)
    /// Secondary text; 4.5:1 and more on white.
    public static let muted = Color(0x5A6775)
    /// Hairlines.
    public static let line = Color(0xD5DBE1)
    /// The ground of table heads and cards.
    public static let wash = Color(0xF2F5F8)
    /// The colour of headings and of a single series.
    public static let accent = Color(0x0B5C8E)
    /// What needs attention: overdue, worse.
    public static let alert = Color(0xB5400A)

    /// Series colours that people with colour-blindness can tell apart (after Okabe and Ito, 2008), the strongest first.
    public static let series: [Color] = [
        Color(0x0B6BA8), Color(0xE69F00), Color(0x00896B), Color(0xC8500A), Color(0x5FB4E5), Color(0xB8628F),
        Color(0x6B7785), Color(0xC7B51E),
    ]

    /// The colour of the series at `index`; they repeat after the eighth.
    public static func series(_ index: Int) -> Color { series[index % series.count] }
}
