import Models

/// Who asks, as the request says it; checked by `CaseDraft.validated`.
struct Applicant: Codable, Hashable, Sendable {
    var name: String
    var phone: String?
    var email: String?
    var idNumber: String?
    /// Chinese unless given.
    var language: Language?
}
