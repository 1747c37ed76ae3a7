import Testing

@testable import NotificationService

@Suite("Template text")
struct TemplateTextTests {
    private static let rendered: [(String, [String: String], String)] = [
        ("plain", [:], "plain"),
        ("((a))-((b))", ["a": "1", "b": "2"], "1-2"),
        ("((Case Number))", ["case_number": "7"], "7"),
        ("((a??yes))", [:], ""),
        ("((a??yes))", ["a": ""], ""),
        ("((a??yes))", ["a": "No"], ""),
        ("((a??yes))", ["a": "1"], "yes"),
        ("x((a??<((a))|((b))>))y", ["a": "1", "b": "2"], "x<1|2>y"),
        ("((a??((b??deep))))!", ["a": "1", "b": "1"], "deep!"),
        ("(not) one )) (a)", [:], "(not) one )) (a)"),
        ("((a))", ["a": "((b))", "b": "never"], "((b))"),
    ]

    @Test("placeholders and conditions", arguments: rendered)
    func render(source: String, values: [String: String], expected: String) throws {
        #expect(try TemplateText(source).render(TemplateValues(values)) == expected)
    }

    @Test("what is missing is named, and a condition that does not hold needs nothing")
    func missing() throws {
        let text = try TemplateText("((a))((b??((c))))")
        #expect(text.missing(TemplateValues([:])) == ["a"])
        #expect(text.missing(TemplateValues(["a": "1", "b": "1"])) == ["c"])
        #expect(text.missing(TemplateValues(["a": "1", "b": "1", "c": "", "extra": "x"])) == [])
        #expect(text.names == ["a", "b", "c"])
    }

    @Test(
        "a placeholder that is not closed or names nothing is refused",
        arguments: ["((a", "((a??b", "(())", "((??x))", "((a\nb))"])
    func malformed(source: String) {
        #expect(throws: TemplateError.self) { try TemplateText(source) }
    }

    @Test("values are escaped in HTML, and a subject stays one line whatever they hold")
    func escaping() throws {
        let content = try TemplateContent(subject: "s ((a))", body: "b ((a))", html: "<p>((a))</p>")
        let text = content.render(TemplateValues(["a": "<b>\"&'\r\nBcc: x\u{0}"]))
        #expect(text.html == "<p>&lt;b&gt;&quot;&amp;&#39;<br>Bcc: x\u{0}</p>")
        #expect(text.subject == "s <b>\"&' Bcc: x")
        #expect(text.body == "b <b>\"&'\r\nBcc: x\u{0}")
    }
}
