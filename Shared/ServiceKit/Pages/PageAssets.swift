internal import Crypto
internal import HTTPTypes
public import Hummingbird
internal import Models
internal import NIOCore

/// Style sheets, scripts and icons: the house's and a service's own, of which one is `pages.css`. Their address carries a
/// digest of their content, so browsers may keep them for ever.
public struct PageAssets: Sendable {
    /// One file under `/assets`.
    public struct Asset: Sendable {
        let name: String
        let mediaType: String
        let bytes: [UInt8]

        /// A file with its media type.
        public init(_ name: String, _ mediaType: String, _ bytes: [UInt8]) {
            self.name = name
            self.mediaType = mediaType
            self.bytes = bytes
        }
    }

    /// The digest that templates put behind `?v=`.
    public let version: String
    private let all: [Asset]

    /// The house's assets and a service's own.
    public init(_ own: [Asset]) {
        all = HouseLook.assets + own
        version = HexDigits.text(SHA256.hash(data: all.flatMap(\.bytes)).prefix(6))
    }

    /// Adds `/assets/NAME` for each.
    public func addRoutes(to router: Router<BangbanContext>) {
        for asset in all {
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
