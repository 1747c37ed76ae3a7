import Testing

@testable import NotificationService

@Suite("What servers said")
struct ServerTextTests {
    @Test("the recipient's address is masked in any case, control characters go, length is bounded")
    func mask() {
        let text = "<Zhang@Example.org> unknown;\r\n zhang@example.org, really"
        #expect(
            ServerText.mask(text, address: "zhang@example.org", with: "z***@example.org")
                == "<z***@example.org> unknown;   z***@example.org, really")
        #expect(ServerText.mask(String(repeating: "x", count: 9000), address: "a@b", with: "").count == 500)
        #expect(ServerText.mask("as it is", address: "", with: "*") == "as it is")
    }
}
