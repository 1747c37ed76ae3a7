import HTTPTypes
import Hummingbird
import Models
import NIOCore
import ServiceKit

/// Where the party follows a case (进度查询), and takes the receipt.
struct TrackingPages: Sendable {
    let intake: Intake
    let frame: PageFrame

    func addRoutes(to router: Router<BangbanContext>) {
        router.get("/", use: start)
        router.get("track", use: show)
        router.post("track", use: look)
        router.get("v1/cases/{number}/receipt.pdf", use: receipt)
    }

    /// What there is at this address.
    @Sendable
    private func start(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try frame.page("start", [String: String](), request: request, address: "/?")
    }

    /// The form; or the case, where the address names it, as the QR code of a receipt does.
    @Sendable
    private func show(_ request: Request, _ context: BangbanContext) async throws -> Response {
        let query = request.uri.queryParameters
        let number = query["number"].map(String.init)
        guard let code = query["code"].map(String.init) else { return try ask(request, number: number ?? "") }
        return try await page(request, number: number ?? "", code: code)
    }

    @Sendable
    private func look(_ request: Request, _ context: BangbanContext) async throws -> Response {
        let form = try await FormBody(request, limit: 4096)
        return try await page(request, number: form.text("number") ?? "", code: form.text("code") ?? "")
    }

    /// The receipt (受理通知书), in the language of the link or else of the case.
    @Sendable
    private func receipt(_ request: Request, _ context: BangbanContext) async throws -> Response {
        let number = try context.parameters.require("number")
        let code = request.uri.queryParameters["code"].map(String.init) ?? ""
        let tracked = try await intake.tracking.find(number: number, code: code)
        let words = frame.words(PageLanguage.chosen(in: request) ?? tracked.language)
        let notice = try await ReceiptContent(tracked, code: code, intake: intake, words: words)
        return Self.pdf(try ReceiptDocument(content: notice).bytes(), name: tracked.number)
    }

    // MARK: - Private

    /// A PDF that only our own pages may show in a frame, as the kiosk does.
    private static func pdf(_ bytes: [UInt8], name: String) -> Response {
        var headers: HTTPFields = [
            .contentType: "application/pdf", .cacheControl: "private, no-store",
            .contentDisposition: "inline; filename=\"\(name).pdf\"",
            .contentSecurityPolicy:
                "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'",
        ]
        if let name = HTTPField.Name("X-Frame-Options") { headers[name] = "SAMEORIGIN" }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private func page(_ request: Request, number: String, code: String) async throws -> Response {
        let words = frame.words(PageLanguage.of(request))
        guard !number.isEmpty, !code.isEmpty else {
            return try ask(request, number: number, code: code, isChecked: true)
        }
        do {
            let tracked = try await intake.tracking.find(number: number, code: code)
            let department = try await intake.catalogue.departmentName(tracked.department, in: words.language)
            let view = TrackedView(tracked, code: code, department: department, words: words)
            let address = PageQuery.address("/track", [("number", tracked.number), ("code", code)], open: true)
            return try frame.page("track_case", view, request: request, address: address)
        } catch let problem as Problem where problem.status == .notFound {
            return try ask(request, number: number, problem: words("track.unknown"), status: .notFound)
        } catch let problem as Problem where problem.type == "too-many-tries" {
            return try ask(request, number: number, problem: words("track.too_many"), status: .tooManyRequests)
        }
    }

    private func ask(
        _ request: Request, number: String, code: String = "", problem: String? = nil, isChecked: Bool = false,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let words = frame.words(PageLanguage.of(request))
        var numberBox = FieldBox("number", label: words("case.number"), limit: 40)
        numberBox.hint = words("track.number_hint")
        numberBox.value = number
        numberBox.inputMode = "numeric"
        numberBox.error = isChecked && number.isEmpty ? words("wrong.number") : nil
        var codeBox = FieldBox("code", label: words("case.tracking_code"), limit: 40)
        codeBox.hint = words("track.code_hint")
        codeBox.value = code
        codeBox.error = isChecked && code.isEmpty ? words("wrong.code") : nil
        var view: [String: Any] = ["number": numberBox, "code": codeBox]
        view["problem"] = problem
        return try frame.page(
            "track", view, request: request, address: "/track?",
            status: isChecked ? .unprocessableContent : status)
    }
}
