import Hummingbird
import Models
import ServiceKit

/// The reference data: read by anybody, replaced by the operator.
struct CatalogueController: Sendable {
    let intake: Intake

    /// The largest CSV file of reference data.
    static let bodyBytesMax = 4 << 20

    func items(_ request: Request, _ context: BangbanContext) async throws -> JSONList<ServiceItem> {
        let channel: Channel? = try Query(request).choice("channel")
        return JSONList(items: try await intake.catalogue.items(kioskOnly: channel == .kiosk))
    }

    func regions(_ request: Request, _ context: BangbanContext) async throws -> JSONList<Region> {
        JSONList(items: try await intake.catalogue.regions(under: Query(request).text("parent")))
    }

    func putItems(_ request: Request, _ context: BangbanContext) async throws -> ReferenceUpload.Outcome {
        try await intake.upload.items(csv(request))
    }

    func putRegions(_ request: Request, _ context: BangbanContext) async throws -> ReferenceUpload.Outcome {
        try await intake.upload.regions(csv(request))
    }

    func putCalendar(_ request: Request, _ context: BangbanContext) async throws -> ReferenceUpload.Outcome {
        try await intake.upload.calendar(csv(request))
    }

    // MARK: - Private

    private func csv(_ request: Request) async throws -> [UInt8] {
        try MediaTypeCheck.require("text/csv", of: request)
        return try await request.bodyBytes(upTo: Self.bodyBytesMax)
    }
}
