/// How log records are written.
public enum LogFormat: String, CaseIterable, Sendable {
    /// One JSON object a line, for collectors.
    case json
    /// One readable line, for a terminal.
    case text
}
