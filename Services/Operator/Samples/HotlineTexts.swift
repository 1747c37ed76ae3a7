import Models

/// What people call about, by kind.
enum HotlineTexts {
    /// A summary and a content for a request from a place.
    static func draw(_ kind: CaseKind, place: String, _ random: inout SampleRandom) -> (
        summary: String, content: String
    ) {
        switch kind {
        case .consultation: consultation(place, &random)
        case .help: help(place, &random)
        case .suggestion: suggestion(place, &random)
        case .complaint: complaint(place, &random)
        case .thanks: thanks(place, &random)
        default: other(place, &random)
        }
    }

    // MARK: - Private

    private static func consultation(_ place: String, _ random: inout SampleRandom) -> (String, String) {
        let topic = random.pick(HotlineTopics.matters)
        let question = random.pick(["需要哪些材料", "在哪里办理", "多长时间办结", "能否网上办理", "周末是否受理", "能否委托他人代办", "收费标准是多少"])
        return (
            "咨询\(topic)\(question)",
            "市民来电咨询：本人居住在\(place)，关于\(topic)，\(question)？\(random.pick(closings))"
        )
    }

    private static func help(_ place: String, _ random: inout SampleRandom) -> (String, String) {
        let trouble = random.pick(HotlineTopics.troubles)
        let since = random.pick(["今天上午", "昨天晚上", "前天", "已有三天", "上周", "近一个月"])
        return (
            "求助：\(trouble)",
            "市民反映：\(place)\(random.pick(HotlineTopics.spots))\(since)出现\(trouble)的情况，\(random.pick(HotlineTopics.effects))，希望尽快处理。\(random.pick(closings))"
        )
    }

    private static func suggestion(_ place: String, _ random: inout SampleRandom) -> (String, String) {
        let wish = random.pick(HotlineTopics.wishes)
        return (
            "建议\(wish)",
            "市民建议：在\(place)\(random.pick(HotlineTopics.spots))\(wish)，\(random.pick(["方便群众出行", "减少群众跑腿", "消除安全隐患", "改善居住环境", "方便老年人"]))。"
                + (random.below(20) == 0 ? "\n补充说明：\"\(wish)\"已向社区反映过，未见答复。" : "")
        )
    }

    private static func complaint(_ place: String, _ random: inout SampleRandom) -> (String, String) {
        let wrong = random.pick(HotlineTopics.wrongs)
        return (
            "投诉\(wrong)",
            "市民投诉：\(place)\(random.pick(HotlineTopics.spots))\(wrong)，多次沟通未果，要求相关部门调查处理并答复。\(random.pick(closings))"
        )
    }

    private static func thanks(_ place: String, _ random: inout SampleRandom) -> (String, String) {
        let whom = random.pick(["政务服务中心帮办人员", "社区网格员", "派出所民警", "窗口工作人员", "公交司机", "医保窗口"])
        return (
            "感谢\(whom)", "市民来电感谢\(place)\(whom)热情周到，\(random.pick(["当天就办好了手续", "上门为老人办理", "耐心解答", "及时解决了难题"]))，特此表扬。"
        )
    }

    private static func other(_ place: String, _ random: inout SampleRandom) -> (String, String) {
        let what = random.pick(["来电无声", "询问其他城市热线号码", "撤回此前诉求", "补充此前诉求的联系方式", "核实回访短信真伪"])
        return ("其他：\(what)", "\(place)来电，\(what)，已记录。")
    }

    private static let closings = ["", "", "请电话回复。", "请短信回复。", "来电人要求保密个人信息。", "工作日下班后方便接听电话。"]
}
