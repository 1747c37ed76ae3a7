import Foundation
import HTTPTypes
import Models
import ServiceKit

extension Problem {
    /// 409: the week goes on, or has not begun.
    static func weekNotEnded(_ week: ISOWeek, until end: Date, in zone: TimeZone) -> Problem {
        Problem(
            .conflict, "week-not-ended", title: "The week has not ended",
            detail: "\(week) ends at \(RFC3339.string(end, in: zone)); its figures are complete from then on.")
    }

    /// 404: there is no such week, such as 2025-W53.
    static func noSuchWeek(_ error: FieldError) -> Problem {
        Problem(
            .notFound, "no-such-week", title: "There is no such week", detail: "The week \(error.reason).",
            errors: [error])
    }

    /// 409: documents exist only of frozen weeks.
    static func weekNotFrozen(_ week: ISOWeek) -> Problem {
        Problem(
            .conflict, "week-not-frozen", title: "The week is not frozen",
            detail: "\(week) has no documents yet; sending its summary freezes it.")
    }
}
