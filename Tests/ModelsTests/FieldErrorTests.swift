import Foundation
import Models
import Testing

struct FieldErrorTests {
    @Test("a field error is one line, keeps its parts in JSON, and takes the caller's field name")
    func form() throws {
        let error = FieldError(field: "phone", reason: "is empty", expected: "a number").named("contact_phone")
        #expect(error.description == "contact_phone: is empty; expected a number")
        #expect(try JSONDecoder().decode(FieldError.self, from: JSONEncoder().encode(error)) == error)
    }

    @Test("no error repeats the value that it refuses")
    func silence() {
        for text in ["13800000001x", "secret@example", "11010519491231002Y"] {
            for attempt in [
                { _ = try PhoneNumber(text) }, { _ = try EmailAddress(text) }, { _ = try ResidentID(text) },
                { _ = try TrackingCode(text) }, { _ = try UnifiedSocialCreditCode(text) },
            ] as [() throws -> Void] {
                do {
                    try attempt()
                } catch {
                    #expect(!"\(error)".contains(text))
                }
            }
        }
    }
}
