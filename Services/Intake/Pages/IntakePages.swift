import Configuration
import Foundation
import Hummingbird
import Models
import ServiceKit

/// Every page of Intake: the kiosk, the public's tracking page, the staff's desk, and the receipt.
struct IntakePages: Sendable {
    private let assets = PageAssets.intake
    private let kiosk: KioskPages
    private let tracking: TrackingPages
    private let desk: DeskPages

    /// Parses the embedded templates and texts; throws `PageError` when one is wrong.
    init(_ intake: Intake) throws {
        guard let url = URL(string: intake.configuration.publicURL) else { throw PageError("PUBLIC_URL is not a URL") }
        let frame = PageFrame(
            publicURL: url, timeZone: intake.configuration.timeZone, assets: assets,
            renderer: try PageTemplates.renderer())
        kiosk = KioskPages(intake: intake, frame: frame)
        tracking = TrackingPages(intake: intake, frame: frame)
        desk = DeskPages(intake: intake, frame: frame)
    }

    func addRoutes(to router: Router<BangbanContext>) {
        assets.addRoutes(to: router)
        kiosk.addRoutes(to: router)
        tracking.addRoutes(to: router)
        desk.addRoutes(to: router)
    }

    /// Shows a problem to a browser in the look of the page it was on.
    static func problemPage(_ config: ConfigReader) throws -> ProblemPage {
        let settings = try ServiceSettings(
            config, name: ServiceDescription.intake.name, port: ServiceDescription.intake.port)
        let frame = PageFrame(
            publicURL: settings.publicURL, timeZone: settings.timeZone, assets: .intake,
            renderer: try PageTemplates.renderer())
        let pages = ProblemPages(frame: frame)
        return { problem, request, context in pages.response(problem, request, context) }
    }
}

extension PageAssets {
    /// The assets of Intake's pages.
    static let intake = PageAssets([
        Asset("pages.css", "text/css; charset=utf-8", PackageResources.pages_css),
        Asset("kiosk.js", "text/javascript; charset=utf-8", PackageResources.kiosk_js),
    ])
}
