/// The way a case came in (受理渠道).
public enum Channel: String, CaseIterable, Codable, Sendable {
    /// A self-service terminal (自助终端).
    case kiosk
    /// A counter in a hall (窗口).
    case window
    /// A web page (网上).
    case online
    /// The 12345 hotline (热线).
    case hotline
    /// A grid worker (网格).
    case grid
}
