/// How long an item takes by its nature (办件类型).
enum HandlingType: String, CaseIterable, Codable, Sendable {
    /// Settled on the spot (即办件).
    case immediate
    /// Settled within a promised limit (承诺件).
    case promised
}
