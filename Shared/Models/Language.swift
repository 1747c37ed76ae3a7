/// A language that pages and notices exist in, by its BCP 47 tag.
public enum Language: String, CaseIterable, Codable, Sendable {
    /// Chinese, the default (中文).
    case chinese = "zh"
    /// English.
    case english = "en"
}
