internal import Crypto
internal import HTTPTypes

/// The token in a form that shows it came from our page: an HMAC keyed by the session's secret, so that nothing is stored.
///
/// Before sign-in, the same with a random cookie in place of the session (double submit).
public struct CSRFToken: Sendable, Equatable {
    /// The text for the hidden field `csrf`.
    public let text: String

    /// The token of a session.
    public init(session: SecretToken) {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("bangban csrf".utf8), using: SymmetricKey(data: Array(session.text.utf8)))
        text = Base64URL.encode(code)
    }

    /// Throws a 403 problem unless the form's field carries this token.
    public func require(_ field: String?) throws {
        guard let field, ConstantTime.equal(Array(field.utf8), Array(text.utf8)) else {
            throw Problem(
                .forbidden, "form-expired", title: "The form has expired",
                detail: "Load the page again and send the form once more.")
        }
    }
}
