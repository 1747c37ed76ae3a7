extension Deadline {
    /// How the due time came about, one line a day, for people.
    public func explanation(in language: Language) -> [DeadlineLine] {
        steps.map { Self.line($0, limit: limit, language) }
    }

    private static func line(_ step: DeadlineStep, limit: TimeLimit, _ language: Language) -> DeadlineLine {
        switch step {
        case .started(let local):
            line(local.date, start(local, language), startReason(limit, language), language)
        case .startedOutsideHours(let local):
            line(
                local.date, start(local, language),
                language.pick("非工作时间，从下一工作时段起算", "outside business hours: counts from the next opening"), language)
        case .counted(let day, let kind, let number):
            line(day, language.pick("第\(number)天", "day \(number)"), reason(kind, language), language)
        case .skipped(let day, let kind):
            line(day, language.pick("不计", "not counted"), reason(kind, language), language)
        case .paused(let day):
            line(day, language.pick("不计", "not counted"), language.pick("中止计时", "the clock stands still"), language)
        case .worked(let day, let kind, let interval):
            line(day, worked(interval, language), reason(kind, language), language)
        case .elapsed(let day, let seconds):
            line(
                day, language.pick("\(seconds / 60)分钟", "\(seconds / 60) min"),
                language.pick("连续计时，不分节假日", "round the clock, whatever the day"), language)
        case .stoodStill(let day, let seconds):
            line(
                day, language.pick("顺延\(seconds / 60)分钟", "\(seconds / 60) min later"),
                language.pick("中止计时", "the clock stood still"), language)
        case .rolledForward(let day, let kind):
            line(day, language.pick("顺延一天", "moved on by a day"), reason(kind, language), language)
        case .afterClosing(let day):
            line(day, language.pick("不计", "not counted"), language.pick("已过下班时间", "after closing time"), language)
        case .due(let local):
            line(
                local.date, language.pick("\(local.time) 到期", "due at \(local.time)"),
                dueReason(limit, language), language)
        }
    }

    private static func line(_ day: LocalDate, _ what: String, _ why: String, _ language: Language) -> DeadlineLine {
        DeadlineLine(date: "\(day) \(day.weekdayName(in: language))", what: what, why: why)
    }

    private static func start(_ local: LocalDateTime, _ language: Language) -> String {
        language.pick("\(local.time) 起算", "starts at \(local.time)")
    }

    private static func startReason(_ limit: TimeLimit, _ language: Language) -> String {
        let text = limit.text(in: language)
        switch limit {
        case .workingDays(0): return text
        case .workingDays, .naturalDays: return language.pick("\(text)，当日不计", "\(text), this day is not counted")
        case .businessMinutes, .elapsedMinutes: return text
        }
    }

    private static func dueReason(_ limit: TimeLimit, _ language: Language) -> String {
        switch limit {
        case .workingDays, .naturalDays: language.pick("下班时间", "closing time")
        case .businessMinutes, .elapsedMinutes: language.pick("时限用完", "the time is used up")
        }
    }

    private static func worked(_ interval: Range<TimeOfDay>, _ language: Language) -> String {
        let seconds = interval.upperBound.seconds - interval.lowerBound.seconds
        let minutes =
            seconds % 60 == 0 ? "\(seconds / 60)" : "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
        let hours = "\(interval.lowerBound)-\(interval.upperBound)"
        return language.pick("\(hours) 用去\(minutes)分钟", "\(hours) uses \(minutes) min")
    }

    private static func reason(_ kind: DayKind?, _ language: Language) -> String {
        switch kind {
        case nil: language.pick("自然日", "calendar day")
        case .workday: language.pick("工作日", "working day")
        case .weekend: language.pick("周末", "weekend")
        case .holiday(let name): language.pick("放假（\(name)）", "day off (\(name))")
        case .makeUpDay(let name): language.pick("调休上班（\(name)）", "make-up working day (\(name))")
        }
    }
}

extension LocalDate {
    /// The weekday's short name: 周日, Sun.
    public func weekdayName(in language: Language) -> String {
        switch language {
        case .chinese: ["周一", "周二", "周三", "周四", "周五", "周六", "周日"][weekday - 1]
        case .english: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][weekday - 1]
        }
    }
}

extension Language {
    func pick(_ chinese: String, _ english: String) -> String { self == .chinese ? chinese : english }
}
