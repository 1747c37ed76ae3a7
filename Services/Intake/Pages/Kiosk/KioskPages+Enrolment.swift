import HTTPTypes
import Hummingbird
import Models
import ServiceKit

extension KioskPages {
    /// Trades the one-time code for a credential, which the browser keeps out of reach of scripts.
    @Sendable
    func enrol(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try SameOrigin.require(request)
        let form = try await FormBody(request)
        let display = KioskDisplay(request, form)
        // A switch of language or size posts the form as it is.
        if form["lang"] != nil || form["large"] != nil { return try enrolment(display, typed: form.text("code") ?? "") }
        guard let code = form.text("code") else {
            return try enrolment(display, wrong: "wrong.enrol_missing", status: .unprocessableContent)
        }
        do {
            let enrolled = try await intake.kiosks.enrol(code: code)
            var response = frame.redirect(to: "/kiosk")
            if let token = SecretToken(enrolled.credential) { response.setCookie(cookie.carrying(token)) }
            return response
        } catch let problem as Problem where problem.type == "enrolment-code-invalid" {
            return try enrolment(display, typed: code, wrong: "wrong.enrol_invalid", status: .unprocessableContent)
        } catch let problem as Problem where problem.type == "enrolment-code-expired" {
            return try enrolment(display, typed: code, wrong: "wrong.enrol_expired", status: .unprocessableContent)
        }
    }

    /// The form that asks for the one-time code.
    func enrolment(
        _ display: KioskDisplay, typed: String = "", wrong: String? = nil, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let words = frame.words(display.language)
        var code = FieldBox("code", label: words("kiosk.enrol.code"), limit: 40)
        code.value = typed
        code.error = wrong.map { words($0) }
        return try frame.kiosk(
            "kiosk_enrol", ["code": code], display, address: "/kiosk/enrolment", resting: true, status: status)
    }
}
