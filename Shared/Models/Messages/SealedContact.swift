/// How somebody can be reached, fit to travel in a message: addresses sealed, the name masked for display.
public struct SealedContact: Hashable, Codable, Sendable {
    /// The masked name, such as 张*: safe to show and to log.
    public var maskedName: String
    /// The full name, sealed; for the salutation.
    public var name: SealedText?
    /// The e-mail address, sealed.
    public var email: SealedText?
    /// The phone number, sealed.
    public var phone: SealedText?
    /// The language the person chose.
    public var language: Language

    /// Assembles a contact from its sealed parts.
    public init(
        maskedName: String, name: SealedText? = nil, email: SealedText? = nil, phone: SealedText? = nil,
        language: Language = .chinese
    ) {
        self.maskedName = maskedName
        self.name = name
        self.email = email
        self.phone = phone
        self.language = language
    }
}
