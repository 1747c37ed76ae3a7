import Outbound
import Testing

@Suite("SMTP configuration")
struct SMTPConfigurationTests {
    @Test("user and password are taken out of the URL and never shown")
    func login() throws {
        let configuration = try SMTPConfiguration(url: "smtp://hall%40x:p%3Aw@mail.example.org:587")
        #expect(configuration.user == "hall@x")
        #expect(configuration.server == "smtp://mail.example.org:587")
        #expect(configuration.security == .required)
    }

    @Test(
        "what is no mail server is refused, without repeating it",
        arguments: [
            "", "mail.example.org", "http://x", "smtp://", "smtp://x/path", "smtp://user@x", "smtp://x?a=b",
            "smtp://x y",
        ])
    func refused(url: String) {
        #expect(throws: SMTPConfigurationError.self) { try SMTPConfiguration(url: url) }
    }

    @Test("a password is not sent in clear to another machine")
    func clear() throws {
        #expect(throws: SMTPConfigurationError.self) {
            try SMTPConfiguration(url: "smtp://a:b@mail.example.org", security: .none)
        }
        _ = try SMTPConfiguration(url: "smtp://a:b@127.0.0.1:25", security: .none)
        _ = try SMTPConfiguration(url: "smtps://a:b@mail.example.org", security: .none)
    }
}
