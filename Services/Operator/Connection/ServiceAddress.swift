/// A service that `bangban` calls, and the setting that says where it is.
enum ServiceAddress: String, CaseIterable {
    case intake = "INTAKE_URL"
    case notification = "NOTIFICATION_URL"
    case talentPool = "TALENT_POOL_URL"
    case reporting = "REPORTING_URL"

    /// Its name in messages.
    var name: String {
        switch self {
        case .intake: "intake"
        case .notification: "notification"
        case .talentPool: "talent-pool"
        case .reporting: "reporting"
        }
    }
}
