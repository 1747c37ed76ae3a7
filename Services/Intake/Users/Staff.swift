import Models

/// A member of staff who signs in at the desk.
struct Staff: Hashable, Sendable {
    var id: Identifier<Staff>
    var username: String
    var displayName: String
    var role: StaffRole

    /// How the ledger names the person.
    var actor: String { "staff:\(username)" }
}
