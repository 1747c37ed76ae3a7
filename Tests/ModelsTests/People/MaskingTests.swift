import Models
import Testing

struct MaskingTests {
    @Test(
        "names keep the first character, and the last from three on",
        arguments: [
            ("", ""), ("张", "*"), ("张三", "张*"), ("张三生", "张*生"), ("欧阳娜娜", "欧**娜"), ("乌日娜其其格", "乌****格"), (" 李四 ", "李*"),
        ])
    func names(name: String, masked: String) {
        #expect(Masking.name(name) == masked)
    }

    @Test(
        "phones keep head and last four digits; what is too short is hidden whole",
        arguments: [
            ("13812340000", "138****0000"), ("0471-6345678", "0471-***5678"), ("010-65123456", "010-****3456"),
            ("12345", "*****"), ("", ""),
        ])
    func phones(phone: String, masked: String) {
        #expect(Masking.phone(phone) == masked)
    }

    @Test("IDs by both conventions, and addresses by their first letter")
    func others() {
        #expect(Masking.residentID("150105198804171234") == "150105********1234")
        #expect(Masking.residentIDForPublic("150105198804171234") == "150************234")
        #expect(Masking.residentID("12345") == "*****")
        #expect(Masking.email("zhang@example.org") == "z***@example.org")
        #expect(Masking.email("@example.org") == "***")
        #expect(Masking.email("nonsense") == "***")
    }
}
