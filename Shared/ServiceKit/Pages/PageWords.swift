public import Foundation
public import Models

/// The texts of one language, and moments as people read them. Services add the names they give to things.
public struct PageWords: Sendable {
    /// Where the texts are.
    public let renderer: PageRenderer
    /// The language.
    public let language: Language
    /// Whose dates are shown.
    public let timeZone: TimeZone

    /// Texts of a renderer's catalogue.
    public init(renderer: PageRenderer, language: Language, timeZone: TimeZone) {
        self.renderer = renderer
        self.language = language
        self.timeZone = timeZone
    }

    /// A text with its values put in.
    public func callAsFunction(_ key: String, _ values: [String: any Sendable] = [:]) -> String {
        renderer.text(key, language, values)
    }

    /// 2026-11-25 17:30
    public func plain(_ moment: Date) -> String {
        let local = LocalDateTime(moment, in: timeZone)
        return "\(local.date) \(clock(local))"
    }

    /// 11-25 17:30; with the year where it is another than that of `now`.
    public func short(_ moment: Date, now: Date) -> String {
        let year = LocalDate(now, in: timeZone).year
        let text = plain(moment)
        return LocalDate(moment, in: timeZone).year == year ? String(text.dropFirst(5)) : text
    }

    /// 17:30
    public func clock(_ local: LocalDateTime) -> String { String(local.time.description.prefix(5)) }
}
