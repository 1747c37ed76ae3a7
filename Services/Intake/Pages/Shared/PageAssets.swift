import Crypto
import Hummingbird
import Models
import NIOCore
import ServiceKit

/// Style sheet, script and icon. Their address carries a digest of their content, so browsers may keep them for ever.
struct PageAssets: Sendable {
    private struct Asset: Sendable {
        let name: String
        let mediaType: String
        let bytes: [UInt8]
    }

    /// The digest that templates put behind `?v=`.
    let version: String

    private static let all = [
        Asset(name: "pages.css", mediaType: "text/css; charset=utf-8", bytes: PackageResources.pages_css),
        Asset(name: "kiosk.js", mediaType: "text/javascript; charset=utf-8", bytes: PackageResources.kiosk_js),
        Asset(name: "seal.svg", mediaType: "image/svg+xml", bytes: PackageResources.seal_svg),
    ]

    init() {
        let digest = SHA256.hash(data: Self.all.flatMap(\.bytes))
        version = HexDigits.text(digest.prefix(6))
    }

    func addRoutes(to router: Router<BangbanContext>) {
        for asset in Self.all {
            router.get(RouterPath("assets/\(asset.name)")) { _, _ in
                Response(
                    status: .ok,
                    headers: [
                        .contentType: asset.mediaType, .cacheControl: "public, max-age=31536000, immutable",
                    ],
                    body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes)))
            }
        }
    }
}
