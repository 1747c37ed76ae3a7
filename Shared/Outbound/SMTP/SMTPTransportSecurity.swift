/// How a connection to `smtp://` is protected. `smtps://` is TLS from the first byte, whatever this says.
public enum SMTPTransportSecurity: String, CaseIterable, Sendable {
    /// No TLS: for a server on the same machine.
    case none
    /// STARTTLS where the server offers it. With a login it is required, so that no password goes out in clear.
    case starttls
    /// STARTTLS, or no mail.
    case required
}
