import Models
import Testing

struct EmailAddressTests {
    @Test(
        "ordinary addresses are read, the domain in small letters",
        arguments: [
            ("director@example.org", "director@example.org"), (" A.B+c@Sub.Example.COM ", "A.B+c@sub.example.com"),
            ("o'neil_x@xn--fiqs8s.cn", "o'neil_x@xn--fiqs8s.cn"), ("1@2.3d", "1@2.3d"),
        ])
    func reading(text: String, value: String) throws {
        #expect(try EmailAddress(text).value == value)
    }

    @Test(
        "each wrong address is refused for its own reason",
        arguments: [
            ("a@example.org\r\nBcc: b@example.org", "contains a line break"),
            ("a@example.org\n", "contains a line break"),
            ("a\u{2028}@example.org", "contains a line break"), ("a\u{0}@example.org", "contains a control character"),
            ("a\u{7F}@example.org", "contains a control character"), ("", "is empty"), ("example.org", "has no @"),
            ("a@b@example.org", "has more than one @"), ("@example.org", "has nothing before the @"),
            ("a b@example.org", "contains a space"),
            (".a@example.org", "has a dot at an end of the name or two in a row"),
            ("a..b@example.org", "has a dot at an end of the name or two in a row"),
            ("\"a\"@example.org", "has a character before the @ that needs quotes"),
            ("a<b@example.org", "has a character before the @ that needs quotes"),
            ("a@example", "has no dot in its domain"), ("a@-example.org", "has a domain that cannot exist"),
            ("a@example..org", "has a domain that cannot exist"), ("a@[127.0.0.1]", "has a domain that cannot exist"),
            ("a@127.0.0.1", "has a domain that ends in a number"),
            ("张三@example.org", "contains characters outside ASCII"),
        ])
    func refusing(text: String, reason: String) {
        let error = #expect(throws: FieldError.self) { try EmailAddress(text) }
        #expect(error?.reason == reason)
    }

    @Test("lengths are held to RFC 5321")
    func lengths() throws {
        let local = String(repeating: "a", count: 64)
        #expect(try EmailAddress("\(local)@example.org").localPart == local)
        #expect(throws: FieldError.self) { try EmailAddress("a\(local)@example.org") }
        #expect(throws: FieldError.self) { try EmailAddress("a@\(String(repeating: "b", count: 64)).org") }
        #expect(throws: FieldError.self) { try EmailAddress("a@" + String(repeating: "abcdefg.", count: 32) + "org") }
    }
}
