/// Generated people: no one is meant.
enum SampleNames {
    /// A Han or Mongolian name.
    static func draw(_ random: inout SampleRandom) -> String {
        if random.below(100) < 18 { return random.pick(mongolian) + (random.below(3) == 0 ? random.pick(endings) : "") }
        let family = random.pick(families)
        return family + random.pick(given) + (random.below(3) == 0 ? "" : random.pick(given))
    }

    /// A number of a mobile's form whose middle digits are zeros.
    static func phone(_ random: inout SampleRandom) -> String {
        let number = String(random.below(10_000))
        let prefix = ["130", "131", "135", "136", "138", "139", "150", "151", "158", "159", "177", "186", "188", "199"]
        return random.pick(prefix) + "0000" + String(repeating: "0", count: 4 - number.count) + number
    }

    private static let families = split("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎白云包")
    private static let given = split("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅文建国海燕春雪峰志鹏宇欣怡晨雨佳俊凯")
    private static let mongolian = [
        "巴特尔", "乌兰", "其其格", "苏日娜", "阿古拉", "萨仁", "娜仁", "格日勒", "朝鲁", "哈斯", "乌云", "图雅", "宝音", "额尔敦", "那日松", "塔娜",
        "斯琴", "布和", "孟和", "敖登",
    ]
    private static let endings = ["格日乐", "巴图", "花", "图雅", "高娃", "塔娜"]

    private static func split(_ text: String) -> [String] { text.map(String.init) }
}
