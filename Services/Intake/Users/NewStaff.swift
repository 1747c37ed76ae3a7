import Models

/// Somebody to be added: the body of `POST /v1/operator/users`.
struct NewStaff: Codable, Sendable {
    var username: String
    var displayName: String
    var role: StaffRole
    /// Drawn where absent.
    var password: String?

    /// The same with every field checked.
    func checked() throws(FieldError) -> NewStaff {
        let name = username.lowercased()
        let isPlain = name.utf8.enumerated().allSatisfy { index, byte in
            let isAlphanumeric = (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
            return isAlphanumeric || index > 0 && [0x2E, 0x5F, 0x2D].contains(byte)
        }
        guard (1...63).contains(name.utf8.count), isPlain else {
            throw FieldError(
                field: "username", reason: "is not a user name",
                expected: "1 to 63 of a-z, 0-9, '.', '_', '-', beginning with a letter or digit")
        }
        let display = try CaseText.required("display_name", displayName, lengthMax: 100)
        if let password, !(10...200).contains(password.count) {
            throw FieldError(field: "password", reason: "is too short or too long", expected: "10 to 200 characters")
        }
        return NewStaff(username: name, displayName: display, role: role, password: password)
    }
}

/// The answer to adding somebody.
struct AddedStaff: Codable, Sendable {
    var userID: Identifier<Staff>
    var username: String
    var role: StaffRole
    /// The drawn password, shown once; nil where the operator chose one.
    var password: String?
}
