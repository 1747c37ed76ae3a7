import HTTPTypes
import Hummingbird
import Models
import ServiceKit

extension PageFrame {
    /// A page of the kiosk. `address` is where the switches of language and size send the form that is on it; a `resting`
    /// page holds nothing of anybody and is not wiped.
    func kiosk(
        _ template: String, _ view: Any, _ display: KioskDisplay, device: String? = nil, address: String,
        resting: Bool = false, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let outer = Outer(
            assets: assets, large: display.isLarge, isEnglish: display.language == .english, address: address,
            resting: resting, device: device.map { Device(name: $0) })
        var response = try renderer.page(
            template, PageView(view, outer), language: display.language, status: status)
        // The receipt is shown in a frame of the page.
        response.headers[.contentSecurityPolicy] = SecurityHeadersMiddleware.standardPolicy + "; frame-src 'self'"
        for cookie in display.cookies(isSecure: isSecure) { response.setCookie(cookie) }
        return response
    }

    private struct Outer {
        let assets: String
        let large: Bool
        let isEnglish: Bool
        let address: String
        let resting: Bool
        let device: Device?
    }

    private struct Device {
        let name: String
    }
}
