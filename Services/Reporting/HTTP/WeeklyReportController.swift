import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Models
import NIOCore
import Postgres
import ServiceKit

/// The operator's view of weekly summaries: figures, documents, deliveries.
struct WeeklyReportController: Sendable {
    let summaries: WeeklySummaries
    let mailing: WeeklyMailing
    let link: ReportLink
    let sealing: Sealing
    let searchHash: SearchHash

    /// `GET …/{week}`: the figures as JSON; once frozen, the frozen bytes.
    func figures(_ request: Request, _ context: BangbanContext) async throws -> Response {
        switch try await summaries.edition(try Self.week(context)) {
        case .frozen(let frozen): Self.response(frozen.json, "application/json")
        case .open(let figures): Self.response(Array(try JSONCoding.encoder.encode(figures)), "application/json")
        }
    }

    /// `POST …/{week}/deliveries`: freezes the week if need be and sends it to somebody, once.
    func deliver(_ request: Request, _ context: BangbanContext) async throws -> EditedResponse<DeliveryAnswer> {
        struct Order: Decodable {
            let to: String
            let language: Language?
        }
        let order = try await request.decode(as: Order.self, context: context)
        let email = try Self.address(order.to, field: "to")
        let frozen = try await summaries.freeze(try Self.week(context))
        let recipient = try Recipient(
            email, language: order.language ?? .chinese, sealing: sealing, searchHash: searchHash)
        let outcome = try await summaries.client.withTransaction { transaction in
            try await mailing.send(frozen, to: [recipient], language: nil, in: transaction)
        }[0]
        return EditedResponse(
            status: .accepted,
            response: DeliveryAnswer(deliveryID: outcome.deliveryID, alreadySent: !outcome.isNew))
    }

    /// `GET …/{week}/deliveries`.
    func deliveries(_ request: Request, _ context: BangbanContext) async throws -> DeliveryList {
        DeliveryList(items: try await WeeklyDeliveryStore.all(of: try Self.week(context), summaries.client))
    }

    /// `GET …/{week}/documents/{part}?lang=en`: a file of a frozen week.
    func document(_ request: Request, _ context: BangbanContext) async throws -> Response {
        let week = try Self.week(context)
        guard let part = WeeklyDocument.Part(rawValue: try context.parameters.require("part")) else {
            throw Problem.notFound("A week has no such document.")
        }
        let language = PageLanguage.of(request)
        let found = try await SnapshotStore.documents(of: week, language, part: part, summaries.client)
        guard let document = found.first else { throw Problem.weekNotFrozen(week) }
        return Self.response(document.content, document.mediaType)
    }

    /// `POST …/{week}/links`: a link to the page that works for a month without a token.
    func makeLink(_ request: Request, _ context: BangbanContext) async throws -> LinkAnswer {
        let week = try Self.week(context)
        let now = try await summaries.client.query("SELECT now()")[0].decode(Date.self)
        let expires = Date(timeIntervalSince1970: (now.timeIntervalSince1970 + 30 * 86_400).rounded(.down))
        return LinkAnswer(url: link.url(week, language: PageLanguage.of(request), expires: expires), expiresAt: expires)
    }

    // MARK: - Shared with the page

    static func week(_ context: BangbanContext) throws -> ISOWeek {
        do throws(FieldError) {
            return try ISOWeek(context.parameters.get("week") ?? "")
        } catch {
            throw Problem.noSuchWeek(error)
        }
    }

    static func address(_ text: String, field: String) throws -> EmailAddress {
        do throws(FieldError) {
            return try EmailAddress(text)
        } catch {
            throw Problem.invalid([error.named(field)])
        }
    }

    static func response(_ bytes: [UInt8], _ mediaType: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: mediaType, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

/// The answer to a wish to send.
struct DeliveryAnswer: ResponseEncodable, Codable {
    let deliveryID: Identifier<WeeklyDelivery>
    let alreadySent: Bool
}

/// A week's deliveries.
struct DeliveryList: ResponseEncodable, Codable {
    let items: [WeeklyDelivery]
}

/// A signed link.
struct LinkAnswer: ResponseEncodable, Codable {
    let url: String
    let expiresAt: Date
}
