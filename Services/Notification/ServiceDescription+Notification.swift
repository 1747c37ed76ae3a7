import Postgres
import ServiceKit

extension ServiceDescription {
    /// Notification.
    static let notification = ServiceDescription(
        name: "notification", port: 8082, migrator: .notification, settings: NotificationSettings.descriptions)
}

extension Migrator {
    /// The history of the schema `notification`.
    static let notification = Migrator(
        schema: "notification", command: "notification migrate",
        migrations: [Migration(1, "notifications", PackageResources.m0001_notifications_sql)])
}
