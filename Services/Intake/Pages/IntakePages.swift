import Configuration
import Foundation
import Hummingbird
import Models
import ServiceKit

/// Every page of Intake: the kiosk, the public's tracking page, the staff's desk, and the receipt.
struct IntakePages: Sendable {
    private let assets = PageAssets()
    private let kiosk: KioskPages
    private let tracking: TrackingPages
    private let desk: DeskPages

    /// Parses the embedded templates and texts; throws `PageError` when one is wrong.
    init(_ intake: Intake) throws {
        let frame = try PageFrame(
            publicURL: intake.configuration.publicURL, timeZone: intake.configuration.timeZone, assets: assets)
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
        let frame = try PageFrame(
            publicURL: settings.publicURL.absoluteString, timeZone: settings.timeZone, assets: PageAssets())
        let pages = ProblemPages(frame: frame)
        return { problem, request, context in pages.response(problem, request, context) }
    }
}
