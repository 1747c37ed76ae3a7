import Testing

@testable import Operator

@Suite("Masking payloads")
struct PayloadMaskTests {
    @Test("telling members are hidden with all that is in them; others, numbers and null stay")
    func members() {
        let pretty = """
            {
                "name": "王小明",
                "phones": [
                    "1", null
                ],
                "homeAddress": {
                    "street": "x",
                    "number": 7
                },
                "masked_name": "王*",
                "tracking_code": "ABC",
                "email": null,
                "number": 12345678901,
                "filename": "a.pdf",
                "contact": {
                },
                "note": "a \\"name\\": \\"b\\","
            }
            """
        let masked = PayloadMask.json(
            pretty.replacing("\"phones\"", with: "\"phone\"").replacing("\"1\", null", with: "\"1\""))
        let expected = """
            {
                "name": "•••",
                "phone": [
                    "•••"
                ],
                "homeAddress": {
                    "street": "•••",
                    "number": "•••"
                },
                "masked_name": "王*",
                "tracking_code": "•••",
                "email": null,
                "number": 12345678901,
                "filename": "a.pdf",
                "contact": {
                },
                "note": "a \\"name\\": \\"b\\","
            }
            """
        #expect(masked.text == expected)
        #expect(masked.count == 5)
    }

    @Test(
        "what looks like an address or a number of a person is masked in any text",
        arguments: [
            ("mail zhang@example.org now", "mail z***@example.org now"), ("电话13812345678。", "电话138****5678。"),
            ("证件 15010519900101123X", "证件 150105********123X"), ("case 20260918-0001234-7", "case 20260918-0001234-7"),
            ("at 1700000000000", "at 1700000000000"), ("plain", "plain"),
            ("a@b.cn,c.d+e@f-g.org.", "a***@b.cn,c***@f-g.org."), ("我@例子.中国和@x.y", "我***@例子.中国和@x.y"),
            ("x@localhost @@ a@.cn b@c..d @e.f", "x@localhost @@ a@.cn b@c..d @e.f"),
        ])
    func texts(text: String, masked: String) {
        #expect(PayloadMask.text(text) == masked)
    }

    @Test("a long word takes time in proportion to its length", .timeLimit(.minutes(1)))
    func long() {
        let word = String(repeating: "x", count: 1_000_000)
        #expect(PayloadMask.text(word) == word)
        #expect(PayloadMask.text(word + "@" + word) == word + "@" + word)
        #expect(PayloadMask.text(word + "@example.org") == "x***@example.org")
    }

    @Test("a payload that is one value is masked like any text")
    func scalar() {
        #expect(PayloadMask.json("\"13812345678\"").text == "\"138****5678\"")
        #expect(PayloadMask.json("[\n]").text == "[\n]")
    }
}
