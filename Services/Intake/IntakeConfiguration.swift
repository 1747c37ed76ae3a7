import Configuration
import Foundation
import Models
import ServiceKit

/// Everything Intake is told from outside, read once.
struct IntakeConfiguration: Sendable {
    /// Under which people reach the service, without a slash at the end.
    var publicURL: String
    /// The zone of dates shown and of deadlines.
    var timeZone: TimeZone
    /// The hours of a working day.
    var businessHours: BusinessHours
    /// Seals contacts at rest and in messages.
    var contactKeys: SealingKeys
    /// The limits of requests in own words and of hotline requests that were dispatched.
    var ownWordsLimits: CaseLimits
    /// How long a member of staff stays signed in.
    var sessionLifetime: Duration
    /// How long a kiosk's enrolment code may be traded.
    var enrolmentLifetime: Duration

    /// Computes deadlines with a calendar.
    func engine(_ calendar: WorkingCalendar) -> DeadlineEngine {
        DeadlineEngine(calendar: calendar, hours: businessHours, timeZone: timeZone)
    }
}

extension IntakeConfiguration {
    /// Reads what Intake is told besides the settings of every service; throws at the first bad value.
    init(_ config: ConfigReader, _ common: ServiceSettings) throws(ConfigurationError) {
        publicURL = Self.withoutSlash(common.publicURL.absoluteString)
        timeZone = common.timeZone
        contactKeys = common.contactKey
        businessHours = try config.value(Keys.businessHours)
        ownWordsLimits = CaseLimits(
            statutory: try config.value(Keys.statutoryLimit), promised: try config.value(Keys.promisedLimit))
        sessionLifetime = try config.value(Keys.sessionLifetime)
        enrolmentLifetime = try config.value(Keys.enrolmentLifetime)
    }

    /// What `--help` says of them.
    static let settings: [SettingDescription] = [
        Keys.businessHours.description, Keys.promisedLimit.description, Keys.statutoryLimit.description,
        Keys.sessionLifetime.description, Keys.enrolmentLifetime.description,
    ]

    private static func withoutSlash(_ url: String) -> String {
        url.hasSuffix("/") ? String(url.dropLast()) : url
    }

    private enum Keys {
        static let businessHours = Setting(
            "business.hours", .businessHours, default: .standard, text: BusinessHours.standard.description,
            about: "The hours of a working day; limits in days end with them.")
        // Beijing's hotline standard: 7 days for general, 15 for complex matters.
        static let promisedLimit = Setting(
            "request.promised.limit", .timeLimit, default: .naturalDays(7), text: "7d",
            about: "What is promised for requests in own words and for dispatched hotline requests.")
        static let statutoryLimit = Setting(
            "request.statutory.limit", .timeLimit, default: .naturalDays(15), text: "15d",
            about: "The outer limit of requests in own words.")
        static let sessionLifetime = Setting(
            "session.lifetime", .duration(in: .seconds(60) ... .seconds(86_400)), default: .seconds(28_800),
            about: "How long a member of staff stays signed in.")
        static let enrolmentLifetime = Setting(
            "enrolment.lifetime", .duration(in: .seconds(60) ... .seconds(604_800)), default: .seconds(86_400),
            about: "How long a kiosk's enrolment code may be traded.")
    }
}

extension SettingParser where Value == BusinessHours {
    /// Intervals of the day.
    fileprivate static var businessHours: Self {
        SettingParser("intervals such as 08:30-12:00,14:30-17:30") { text throws(SettingRefusal) in
            do throws(FieldError) { return try BusinessHours(text) } catch { throw SettingRefusal(error.reason) }
        }
    }
}

extension SettingParser where Value == TimeLimit {
    /// A limit with its unit.
    fileprivate static var timeLimit: Self {
        SettingParser("a limit such as 5wd, 7d, 7dr, 2h, 60m, 120em") { text throws(SettingRefusal) in
            do throws(FieldError) { return try TimeLimit(text) } catch { throw SettingRefusal(error.reason) }
        }
    }
}
