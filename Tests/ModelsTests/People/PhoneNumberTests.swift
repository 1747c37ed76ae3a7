import Models
import Testing

struct PhoneNumberTests {
    @Test(
        "mobiles and landlines are read as people write them",
        arguments: [
            ("13800000000", "13800000000", "+8613800000000"), ("+86 138-0000-0000", "13800000000", "+8613800000000"),
            ("0086 19912345678", "19912345678", "+8619912345678"), ("0471-6345678", "0471-6345678", "+864716345678"),
            ("(010) 65123456", "010-65123456", "+861065123456"), ("+86 471 6345678", "0471-6345678", "+864716345678"),
            ("02886123456", "028-86123456", "+862886123456"), ("075586123456", "0755-86123456", "+8675586123456"),
        ])
    func reading(text: String, value: String, international: String) throws {
        let phone = try PhoneNumber(text)
        #expect(phone.value == value)
        #expect(phone.international == international)
        #expect((phone.kind == .mobile) == !value.contains("-"))
    }

    @Test(
        "anything else is refused",
        arguments: [
            "", "12800000000", "1380000000", "138000000000", "10086", "0471-0345678", "6345678", "13800000000\n",
            "138OOOO0000",
            "+1 202 555 0100", "0471-634567", "010-6512345", "13800000000;drop", "011-65123456", "一三八",
        ])
    func refusing(text: String) {
        let error = #expect(throws: FieldError.self) { try PhoneNumber(text) }
        #expect(error?.field == "phone")
    }

    @Test("printing a number shows it masked")
    func masked() throws {
        #expect("\(try PhoneNumber("13812340000"))" == "138****0000")
        #expect(String(reflecting: try PhoneNumber("0471-6345678")) == "0471-***5678")
    }
}
