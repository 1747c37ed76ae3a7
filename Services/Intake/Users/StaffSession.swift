import Foundation

/// A member of staff who is signed in.
struct StaffSession: Sendable {
    var staff: Staff
    /// The secret in the cookie.
    var token: String
    /// For the hidden field of every form.
    var csrfToken: String
    var expiresAt: Date
}
