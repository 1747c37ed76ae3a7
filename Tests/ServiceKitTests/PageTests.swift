import HTTPTypes
import Hummingbird
import Models
import NIOCore
import Testing

@testable import ServiceKit

@Suite("Pages")
struct PageTests {
    private struct View {
        var title = "<script>"
        var items = ["a", "b"]
        var errors = FormErrors()
        var count = 3
    }

    private static let templates: [String: [UInt8]] = [
        "page": Array(
            "{{<frame}}{{$body}}<h1>{{title}}</h1>{{#items}}<i>{{.}}</i>{{/items}}{{t.hall.cases}}{{#errors.phone}}<b>{{reason}}</b>{{/errors.phone}}{{/body}}{{/frame}}"
                .utf8),
        "frame": Array("<html lang=\"{{lang}}\">{{$body}}{{/body}}{{t.hall.foot}}{{t.missing}}</html>".utf8),
    ]
    private static let texts: [Language: [UInt8]] = [
        .chinese: Array(#"{"hall.foot": "大厅 & 帮办", "hall.cases": "共{{count}}件"}"#.utf8),
        .english: Array(#"{"hall.foot": "Hall & help", "hall.cases": "{{count}} cases"}"#.utf8),
    ]

    @Test("a page takes values, texts and its frame, and escapes all of them")
    func render() throws {
        let renderer = try PageRenderer(templates: Self.templates, texts: Self.texts)
        var view = View()
        view.errors.add(FieldError(field: "phone", reason: "has 3 digits", expected: "11 digits"))
        #expect(
            try renderer.render("page", view, language: .chinese)
                == "<html lang=\"zh\"><h1>&lt;script&gt;</h1><i>a</i><i>b</i>共3件<b>has 3 digits</b>大厅 &amp; 帮办[missing]</html>"
        )
        #expect(try renderer.render("page", View(), language: .english).contains("3 cases"))
    }

    @Test("a page is not stored anywhere and tells its language")
    func response() throws {
        let renderer = try PageRenderer(templates: Self.templates, texts: Self.texts)
        let response = try renderer.page("page", View(), language: .english, status: .unprocessableContent)
        #expect(response.status == .unprocessableContent)
        #expect(response.headers[.cacheControl] == "no-store" && response.headers[.contentLanguage] == "en")
        #expect(throws: PageError("there is no template 'absent'")) {
            try renderer.page("absent", 1, language: .english)
        }
    }

    @Test("texts outside templates take values and are not escaped")
    func texts() throws {
        let catalogue = try TextCatalogue(Self.texts)
        #expect(catalogue.text("hall.cases", .english, ["count": 5]) == "5 cases")
        #expect(catalogue.text("hall.foot", .chinese) == "大厅 & 帮办")
        #expect(catalogue.text("hall.nothing", .chinese) == "[hall.nothing]")
    }

    @Test("catalogues that differ, templates that do not parse, are refused by name")
    func refusals() {
        let missing = #expect(throws: PageError.self) {
            try TextCatalogue([.chinese: Array(#"{"a":"x","b":"y"}"#.utf8), .english: Array(#"{"a":"x"}"#.utf8)])
        }
        #expect(missing?.reason == "the en catalogue lacks b")
        let clash = #expect(throws: PageError.self) {
            try TextCatalogue([.chinese: Array(#"{"a":"x","a.b":"y"}"#.utf8)])
        }
        #expect(clash?.reason == "the text key 'a' is also the beginning of others")
        let shape = #expect(throws: PageError.self) { try TextCatalogue([.chinese: Array(#"{"a":1}"#.utf8)]) }
        #expect(shape?.reason == "the zh catalogue is not a flat JSON object of texts")
        let template = #expect(throws: PageError.self) {
            try PageRenderer(templates: ["broken": Array("{{#a}}".utf8)], texts: [:])
        }
        #expect(template?.reason.hasPrefix("the template 'broken' does not parse") == true)
    }

    @Test(
        "the language is chosen by the address, then the cookie, then the browser, else Chinese",
        arguments: [
            ("/?lang=en", "lang=zh", "zh", Language.english), ("/?lang=xx", "lang=en", "zh", .english),
            ("/", "", "en-GB,en;q=0.9,zh;q=0.8", .english), ("/", "", "fr, zh-CN;q=0.5, en;q=0.4", .chinese),
            ("/", "", "en;q=0, zh;q=0.1", .chinese), ("/", "", "", .chinese), ("/", "lang=<x>", "de", .chinese),
        ])
    func language(path: String, cookie: String, accept: String, expected: Language) {
        var fields: HTTPFields = [:]
        if !cookie.isEmpty { fields[.cookie] = cookie }
        if !accept.isEmpty { fields[.acceptLanguage] = accept }
        let head = HTTPRequest(method: .get, scheme: nil, authority: nil, path: path, headerFields: fields)
        #expect(PageLanguage.of(Request(head: head, body: RequestBody(buffer: ByteBuffer()))) == expected)
    }

    @Test("a form's fields are decoded, repeated ones kept in order")
    func form() throws {
        let form = try FormBody(Array("name=%E5%BC%A0+%E4%B8%89&skill=a&skill=b&empty=&flag&x=1%3D2%262".utf8))
        #expect(form["name"] == "张 三" && form.values("skill") == ["a", "b"])
        #expect(form["empty"] == "" && form.text("empty") == nil && form["flag"] == "" && form["absent"] == nil)
        #expect(form["x"] == "1=2&2")
    }

    @Test("a form that is none is refused", arguments: ["a=%", "a=%zz", "a=%1", "%ff=1"])
    func badForm(text: String) {
        #expect(throws: Problem.self) { try FormBody(Array(text.utf8)) }
    }

    @Test("a form of too many fields is refused")
    func longForm() {
        let text = String(repeating: "a=1&", count: 501)
        #expect(throws: Problem.self) { try FormBody(Array(text.utf8)) }
    }
}
