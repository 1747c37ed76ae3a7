import Models

/// The reference data as of one version: what cases are checked against and computed with.
struct Reference: Sendable {
    /// Raised by every change in the database.
    let version: Int64
    /// The current service items by code.
    let items: [String: ServiceItem]
    /// The divisions in force by code.
    let regions: [String: Region]
    /// The working days.
    let calendar: WorkingCalendar

    /// Every department of the catalogue by its Chinese name, once, in order.
    var departments: [String] { Set(items.values.map(\.departmentZh)).sorted() }
}
